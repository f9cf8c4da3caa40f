package io.staithe.blobstore;

import java.io.IOException;

/** The store has no room for more bytes, or a quota of it is used up. */
public class StorageFullException extends IOException {

    private static final long serialVersionUID = 1L;

    public StorageFullException(String message, IOException cause) {
        super(message, cause);
    }
}
