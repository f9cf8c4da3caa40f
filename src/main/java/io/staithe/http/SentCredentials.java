package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What the header {@code Authorization} of a request says, RFC 9110, section 11.6.2. */
sealed interface SentCredentials {

    /** There is none, or an empty name with an empty password, which clients send that have no other. */
    record None() implements SentCredentials {}

    /** A name and a password, or a token in its place, RFC 7617. */
    record Basic(String name, String secret) implements SentCredentials {}

    /** A token that was issued here, RFC 6750. */
    record Bearer(String token) implements SentCredentials {}

    /** It is there twice, or is neither. */
    record Malformed(String reason) implements SentCredentials {}

    static SentCredentials of(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        return switch (headers.size()) {
            case 0 -> new None();
            case 1 -> parse(headers.getFirst().strip());
            default -> new Malformed("the header Authorization is there more than once");
        };
    }

    private static SentCredentials parse(String header) {
        int space = header.indexOf(' ');
        String value = space < 0 ? "" : header.substring(space + 1).strip();
        String scheme = (space < 0 ? header : header.substring(0, space)).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "bearer" -> new Bearer(value);
            case "basic" -> basic(value);
            default -> new Malformed("the header Authorization is neither 'Basic' nor 'Bearer'");
        };
    }

    private static SentCredentials basic(String value) {
        try {
            String text = new String(Base64.getDecoder().decode(value), UTF_8);
            int colon = text.indexOf(':');
            if (colon >= 0) {
                return text.length() == 1 ? new None() : new Basic(text.substring(0, colon), text.substring(colon + 1));
            }
        } catch (IllegalArgumentException _) {
            return new Malformed("the credentials are no Base64");
        }
        return new Malformed("the credentials have no colon between name and password");
    }
}
