package io.staithe.blob;

import java.io.IOException;

/** The client's connection ended, or stalled for too long, before the body was complete. */
public class BodyCutException extends IOException {

    private static final long serialVersionUID = 1L;

    public BodyCutException(IOException cause) {
        super("the request body ended before it was complete", cause);
    }
}
