package io.staithe.blobstore;

import java.io.IOException;

/** The bytes of a writer come so slowly that those who wait for its memory would starve. It can still be suspended. */
public class SlowWriterException extends IOException {

    private static final long serialVersionUID = 1L;

    public SlowWriterException(String message) {
        super(message);
    }
}
