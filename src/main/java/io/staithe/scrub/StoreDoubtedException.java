package io.staithe.scrub;

import java.io.IOException;

/** So much is wrong that it is rather the store or this node than the bytes. */
final class StoreDoubtedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean storeIsOut;

    private StoreDoubtedException(String message, boolean storeIsOut) {
        super(message);
        this.storeIsOut = storeIsOut;
    }

    /** It is missing, or another one, or cannot be read. */
    static StoreDoubtedException ofStore(String message) {
        return new StoreDoubtedException(message, true);
    }

    /** It reads nothing but damage. */
    static StoreDoubtedException ofNode(String message) {
        return new StoreDoubtedException(message, false);
    }

    /** Whether nothing was learnt of the bytes: somebody should look again. */
    boolean storeIsOut() {
        return storeIsOut;
    }
}
