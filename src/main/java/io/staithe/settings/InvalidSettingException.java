package io.staithe.settings;

/** A setting that the registry cannot start with. */
public class InvalidSettingException extends RuntimeException {

    /** In the place of a value that is a secret. */
    public static final String NOT_SHOWN = "(not shown)";

    private static final long serialVersionUID = 1L;

    private final String property;
    private final String value;
    private final String reason;
    private final String remedy;

    /**
     * @param property the name of the property as it is written in a configuration file
     * @param reason what is wrong, as half a sentence
     * @param remedy what to do, as a sentence
     */
    public InvalidSettingException(String property, String value, String reason, String remedy) {
        super(property + "=" + value + ": " + reason + ". " + remedy);
        this.property = property;
        this.value = value;
        this.reason = reason;
        this.remedy = remedy;
    }

    public String property() {
        return property;
    }

    public String value() {
        return value;
    }

    public String reason() {
        return reason;
    }

    public String remedy() {
        return remedy;
    }
}
