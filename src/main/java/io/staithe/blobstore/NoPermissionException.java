package io.staithe.blobstore;

import java.io.IOException;

/** The store does not let this process at the bytes, which says nothing about them. */
public class NoPermissionException extends IOException {

    private static final long serialVersionUID = 1L;

    public NoPermissionException(String message, IOException cause) {
        super(message, cause);
    }
}
