package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.staithe.access.AccessState;
import io.staithe.access.Caller;
import io.staithe.access.Limits;
import io.staithe.access.Login;
import io.staithe.access.Logins;
import io.staithe.access.Rights;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Quoted;
import io.staithe.token.RequestedScopes;
import io.staithe.token.TokenIssuer;
import io.staithe.token.TokenIssuer.Issued;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.HttpRequestHandler;

/**
 * The token server: Docker's token specification by {@code GET}, its OAuth 2 form by {@code POST}.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/oauth/">OAuth 2 token authentication</a>
 */
final class TokenHandler implements HttpRequestHandler {

    static final String PATH = "/token";
    private static final int LONGEST_FORM = 64 << 10;

    private final AccessState state;
    private final Logins logins;
    private final TokenIssuer issuer;
    private final Challenges challenges;
    private final FailureHandler failures;
    private final AuditedLogins audits;

    TokenHandler(
            AccessState state,
            Logins logins,
            TokenIssuer issuer,
            Challenges challenges,
            FailureHandler failures,
            AuditedLogins audits) {
        this.state = state;
        this.logins = logins;
        this.issuer = issuer;
        this.challenges = challenges;
        this.failures = failures;
        this.audits = audits;
    }

    private record Answer(
            String token,
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("expires_in") long expiresIn,
            @JsonProperty("issued_at") String issuedAt,
            String scope,
            @JsonProperty("token_type") String tokenType,
            @JsonProperty("refresh_token") @Nullable String refreshToken) {}

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            switch (request.getMethod()) {
                case "GET", "HEAD" -> get(request, response);
                case "POST" -> post(request, response);
                default ->
                    throw new Refusal(
                            405, ErrorCode.UNSUPPORTED, "use GET or POST", Map.of("Allow", "GET, HEAD, POST"));
            }
        } catch (IOException | RuntimeException e) {
            failures.answer(request, response, e);
        }
    }

    /** A token does not buy another one, or it would never expire. */
    private void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Query query = Query.of(request);
        Rights rights = CallerAuthentication.current(request);
        if (rights.caller().limits() instanceof Limits.Scopes) {
            throw challenges.wrongCredentials(request);
        }
        boolean offline = query.first("offline_token").filter("true"::equals).isPresent();
        Optional<String> refresh = offline ? logins.newRefreshToken(rights.caller(), client(query)) : Optional.empty();
        // Some clients write the space between two scopes as in a form; no scope has a plus sign.
        List<String> scopes = query.all("scope").stream()
                .map(scope -> scope.replace('+', ' '))
                .toList();
        answer(request, response, rights, scopes, refresh);
    }

    private void post(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Query form = form(request);
        String grant = form.first("grant_type").orElse("");
        Caller caller = switch (grant) {
            case "password" -> byPassword(request, form);
            case "refresh_token" ->
                form.first("refresh_token")
                        .flatMap(logins::refresh)
                        .orElseThrow(() -> challenges.wrongCredentials(request));
            default ->
                throw new Refusal(
                        400,
                        ErrorCode.UNSUPPORTED,
                        "grant_type is '" + Quoted.shortened(grant) + "': use 'password' or 'refresh_token'");
        };
        Optional<String> refresh = grant.equals("refresh_token")
                ? form.first("refresh_token")
                : form.first("access_type")
                        .filter("offline"::equals)
                        .flatMap(offline -> logins.newRefreshToken(caller, client(form)));
        answer(request, response, new Rights(caller, state.directory()), form.all("scope"), refresh);
    }

    private Caller byPassword(HttpServletRequest request, Query form) {
        String name = form.first("username").orElse("");
        String password = form.first("password").orElse("");
        if (name.isEmpty() && password.isEmpty()) {
            return Caller.ANONYMOUS;
        }
        return switch (audits.login(name, password, request)) {
            case Login.Verified(var caller, var _) -> caller;
            case Login.Wrong() -> throw challenges.wrongCredentials(request);
            case Login.Throttled(var wait) -> throw Challenges.throttled(wait);
            case Login.Unavailable(var wait) -> throw Challenges.unavailable(wait);
        };
    }

    private static String client(Query parameters) {
        return Quoted.shortened(parameters.first("client_id").orElse(""));
    }

    private static Query form(HttpServletRequest request) throws IOException {
        String type = Headers.bareMediaType(request.getContentType());
        if (type == null || !type.equalsIgnoreCase("application/x-www-form-urlencoded")) {
            throw new Refusal(
                    415, ErrorCode.UNSUPPORTED, "the body has to be of the type application/x-www-form-urlencoded");
        }
        byte[] body = request.getInputStream().readNBytes(LONGEST_FORM + 1);
        if (body.length > LONGEST_FORM) {
            throw new Refusal(413, ErrorCode.SIZE_INVALID, "the form is longer than " + LONGEST_FORM + " bytes");
        }
        return Query.parse(new String(body, UTF_8).replace('+', ' '));
    }

    private void answer(
            HttpServletRequest request,
            HttpServletResponse response,
            Rights rights,
            List<String> scopes,
            Optional<String> refreshToken)
            throws IOException {
        Issued issued = issuer.issue(rights, RequestedScopes.parse(scopes));
        audits.issued(request, rights.caller(), issued.scope());
        response.setHeader("Cache-Control", "no-store");
        Answers.json(
                response,
                200,
                new Answer(
                        issued.token(),
                        issued.token(),
                        issued.lifetime().toSeconds(),
                        issued.issuedAt().toString(),
                        issued.scope(),
                        "Bearer",
                        refreshToken.orElse(null)));
    }
}
