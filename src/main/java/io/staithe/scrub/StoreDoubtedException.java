package io.staithe.scrub;

import java.io.IOException;

/** So many bytes are missing that it is rather the store that is missing, or another one. */
final class StoreDoubtedException extends IOException {

    private static final long serialVersionUID = 1L;

    StoreDoubtedException(String message) {
        super(message);
    }
}
