package io.staithe.oci;

/** Content that the registry has, whose bytes in the storage are missing or not those of its digest. */
public final class DamagedContentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what was seen, for the log */
    public DamagedContentException(String message) {
        super(message, null, false, false);
    }
}
