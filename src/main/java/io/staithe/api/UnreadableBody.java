package io.staithe.api;

import io.staithe.oci.Quoted;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Why a body could not be read, in the words of the API: the parser's sentences name classes of this program. */
final class UnreadableBody {

    private UnreadableBody() {}

    static String reason(JacksonException failure) {
        return "the body cannot be read: "
                + switch (failure) {
                    case UnrecognizedPropertyException unknown ->
                        "there is no '%s', but there are: %s".formatted(place(unknown), known(unknown));
                    case InputCoercionException large -> "'%s' must be a smaller number".formatted(place(large));
                    case MismatchedInputException mismatched ->
                        mismatched.getPath().isEmpty()
                                ? "it must be one object and nothing else"
                                : "'%s' must be %s".formatted(place(mismatched), expected(mismatched.getTargetType()));
                    case StreamReadException syntax -> "it is no JSON" + position(syntax.getLocation());
                    default -> "it is larger or deeper than any body here";
                };
    }

    private static String known(UnrecognizedPropertyException unknown) {
        return unknown.getKnownPropertyIds().stream()
                .map(String::valueOf)
                .sorted()
                .collect(Collectors.joining(", "));
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
        return Quoted.shortened(place.toString());
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == String.class) {
            return "text";
        }
        if (type == Instant.class) {
            return "a moment such as \"2026-11-24T12:00:00Z\"";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type != null && Number.class.isAssignableFrom(type)) {
            return "a whole number";
        }
        return type != null && Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    private static String position(@Nullable TokenStreamLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }
}
