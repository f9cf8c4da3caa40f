package io.staithe.admin;

/** A copy that must not be made, with the reason and the mend as sentences. */
final class CopyRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CopyRefusedException(String message) {
        super(message);
    }
}
