package io.staithe.api;

import io.staithe.oci.Quoted;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Why a body could not be read, in the words of the API: the parser's own name classes of this program. */
final class UnreadableBody {

    private UnreadableBody() {}

    static String reason(JacksonException failure) {
        return "the body cannot be read: "
                + switch (failure) {
                    case UnrecognizedPropertyException unknown ->
                        "there is no '%s' here, but there are: %s"
                                .formatted(
                                        Quoted.shortened(unknown.getPropertyName()),
                                        names(unknown.getKnownPropertyIds()));
                    case MismatchedInputException mismatched ->
                        "'%s' must be %s".formatted(place(mismatched), expected(mismatched.getTargetType()));
                    default -> "it is no JSON" + position(failure.getLocation());
                };
    }

    private static String names(Collection<Object> known) {
        return known == null
                ? "none"
                : known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    /** As {@code limits[0].role}. */
    private static String place(JacksonException failure) {
        StringBuilder place = new StringBuilder();
        for (Reference part : failure.getPath()) {
            if (part.getPropertyName() == null) {
                place.append('[').append(part.getIndex()).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(part.getPropertyName());
            }
        }
        return place.isEmpty() ? "the body" : Quoted.shortened(place.toString());
    }

    private static String expected(Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (Number.class.isAssignableFrom(type) || (type.isPrimitive() && type != boolean.class)) {
            return "a whole number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        if (type == Instant.class) {
            return "a moment such as \"2026-11-24T12:00:00Z\"";
        }
        if (type == Duration.class) {
            return "a period such as \"P30D\" or \"PT12H\"";
        }
        return type == String.class ? "text" : "an object";
    }

    private static String position(TokenStreamLocation location) {
        return location == null
                ? ""
                : ", from line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }
}
