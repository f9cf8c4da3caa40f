package io.staithe.http;

import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import io.staithe.token.TokenIssuer;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;

/**
 * Refusals for want of credentials: one challenge each, since clients stumble over a second one. Tokens are made for
 * repositories, so the management API asks for name and password.
 */
final class Challenges {

    private static final String LOG_IN = "log in first: nobody without credentials may do this";
    private static final String INSUFFICIENT = "insufficient_scope";

    private final Forwarding forwarding;

    Challenges(Forwarding forwarding) {
        this.forwarding = forwarding;
    }

    /** Nobody said who asks. */
    Refusal login(HttpServletRequest request, String scope) {
        return refusal(request, scope, "", LOG_IN);
    }

    /** Nobody said who asks, but a token for everybody came along: the client is to get another one. */
    Refusal loginForToken(HttpServletRequest request, String scope) {
        return refusal(request, scope, INSUFFICIENT, LOG_IN);
    }

    /** The token is good, but for less. */
    Refusal widen(HttpServletRequest request, String scope) {
        return refusal(request, scope, INSUFFICIENT, "the token does not include " + scope + ": ask for one that does");
    }

    /** The token is not, or no longer, good. */
    Refusal invalidToken(HttpServletRequest request, String scope) {
        return refusal(request, scope, "invalid_token", "the token is not, or no longer, valid: ask for another one");
    }

    /** Name and password are nobody's. */
    Refusal wrongCredentials(HttpServletRequest request) {
        return refusal(request, "", "", "the name or the password is wrong");
    }

    static Refusal throttled(Duration wait) {
        long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
        return new Refusal(
                429,
                ErrorCode.TOOMANYREQUESTS,
                "too many failed log-ins: try again in " + seconds + " s",
                Map.of("Retry-After", Long.toString(seconds)));
    }

    static Refusal unavailable(Duration wait) {
        return new Refusal(
                503,
                ErrorCode.UNAUTHORIZED,
                "the issuer of the ID token cannot be reached, so nobody knows whose it is: try again later",
                Map.of("Retry-After", Long.toString(wait.toSeconds())));
    }

    /** A mount reads from a repository too: without a token for it the client would have to upload what is there. */
    private static String source(HttpServletRequest request) {
        if (!(Routes.of(request) instanceof Route.Uploads)) {
            return "";
        }
        try {
            return UploadHandler.source(Query.of(request))
                    .map(name -> " repository:" + name + ":pull")
                    .orElse("");
        } catch (RegistryException e) {
            // The query is malformed, which is for later: first of all nobody logged in.
            return "";
        }
    }

    private Refusal refusal(HttpServletRequest request, String scope, String error, String message) {
        if (ErrorWriter.wantsProblem(request)) {
            return new Refusal(401, ErrorCode.UNAUTHORIZED, message, Map.of("WWW-Authenticate", Headers.BASIC));
        }
        StringBuilder challenge = new StringBuilder("Bearer realm=\"")
                .append(forwarding.base(request))
                .append(TokenHandler.PATH)
                .append("\",service=\"")
                .append(TokenIssuer.SERVICE)
                .append('"');
        if (!scope.isEmpty()) {
            challenge.append(",scope=\"").append(scope).append(source(request)).append('"');
        }
        if (!error.isEmpty()) {
            challenge.append(",error=\"").append(error).append('"');
        }
        return new Refusal(401, ErrorCode.UNAUTHORIZED, message, Map.of("WWW-Authenticate", challenge.toString()));
    }
}
