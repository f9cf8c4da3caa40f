package io.staithe.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What it takes to use an operation of the API. One without this is refused, whoever asks. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Asks {

    Right value();

    /** What the operation does, in a few words, for the document. */
    String to();

    /** Who may use an operation. */
    enum Right {
        /** Everybody, with or without credentials. */
        EVERYBODY,
        /** Whoever said who he is, and the operation decides what of it is his. */
        SUBJECT,
        /** Who may manage the registry. */
        ADMINISTRATOR
    }
}
