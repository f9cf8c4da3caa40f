package io.staithe.http;

import io.staithe.oci.ErrorCode;
import io.staithe.oci.Quoted;
import io.staithe.oci.RegistryException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query. Read here and not by the servlet container, which would read a form-typed body for them
 * and would turn the plus sign of a media type into a space.
 */
final class Query {

    private final Map<String, List<String>> parameters = new HashMap<>();

    private Query(@Nullable String query) {
        if (query == null) {
            return;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = Percent.decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : Percent.decode(pair.substring(equals + 1));
            parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
    }

    static Query of(HttpServletRequest request) {
        return new Query(request.getQueryString());
    }

    static Query parse(String query) {
        return new Query(query);
    }

    /** The first value of a parameter that is there, be it empty. */
    Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /** A number of entries; one that is too large for an int is as good as the largest. */
    OptionalInt count(String name) {
        Optional<String> text = first(name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (text.get().isEmpty() || !text.get().chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Refusal(
                    400,
                    ErrorCode.UNSUPPORTED,
                    "'%s=%s' is not a number of entries, 0 or more".formatted(name, Quoted.shortened(text.get())));
        }
        return OptionalInt.of(clamped(text.get()));
    }

    private static int clamped(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** @throws RegistryException if the parameter is missing */
    String required(String name, ErrorCode code) {
        return first(name).orElseThrow(() -> new RegistryException(code, "the parameter '" + name + "' is missing"));
    }
}
