package io.staithe.api;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the properties of a request's body. */
final class Required {

    private Required() {}

    /** @throws Problem if the property is missing */
    static <T> T property(String name, @Nullable T value) {
        if (value == null) {
            throw Problem.invalid("the property '" + name + "' is missing");
        }
        return value;
    }

    /**
     * A text in the form of a value.
     *
     * @param form what is right, for the message
     * @throws Problem if it is missing or has another form
     */
    static <T> T parsed(String name, @Nullable String value, Function<String, Optional<T>> parse, String form) {
        return parse.apply(property(name, value))
                .orElseThrow(() -> Problem.invalid("the property '" + name + "' is not valid: write " + form));
    }
}
