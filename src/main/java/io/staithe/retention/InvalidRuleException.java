package io.staithe.retention;

/** A rule that makes no sense. */
final class InvalidRuleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String part;
    private final String value;
    private final String reason;
    private final String remedy;

    /**
     * @param part the property of the rule
     * @param reason what is wrong, as half a sentence
     * @param remedy what to do, as a sentence
     */
    InvalidRuleException(String part, String value, String reason, String remedy) {
        super("the property '" + part + "' is '" + value + "': " + reason + ". " + remedy);
        this.part = part;
        this.value = value;
        this.reason = reason;
        this.remedy = remedy;
    }

    String part() {
        return part;
    }

    String value() {
        return value;
    }

    String reason() {
        return reason;
    }

    String remedy() {
        return remedy;
    }
}
