package io.staithe.access;

/** A change of accounts, groups, rules or tokens that is not made. Thrown, so that its transaction leaves nothing behind. */
public final class ChangeRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** What it asks for makes no sense. */
        INVALID,
        /** There is nothing of this name. */
        MISSING,
        /** Something is in its way. */
        CONFLICT,
        /** It was changed since it was read. */
        STALE
    }

    private final Reason reason;

    /** @param message a sentence for who asked */
    public ChangeRefusedException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Being wrapped would hide it. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
