package io.staithe.blobstore;

import java.io.IOException;

/** Bytes that the store had taken are no longer there. */
public class BytesLostException extends IOException {

    private static final long serialVersionUID = 1L;

    public BytesLostException(String message) {
        super(message);
    }
}
