package io.staithe.blobstore;

import java.io.IOException;

/** The store cannot take so many bytes under one key. */
public class BlobTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    public BlobTooLargeException(String message) {
        super(message);
    }
}
