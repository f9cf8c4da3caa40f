package io.staithe.client;

/** A command that did not do what it was told, with the reason as a sentence. */
final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FailedException(String message) {
        super(message);
    }
}
