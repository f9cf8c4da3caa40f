package io.staithe.http;

import io.staithe.access.Decision;
import io.staithe.oci.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Says why a request was not granted, and what would help, before its body is read. */
final class AccessRefusal implements AccessDeniedHandler {

    private final Challenges challenges;
    private final AuditedLogins audits;

    AccessRefusal(Challenges challenges, AuditedLogins audits) {
        this.challenges = challenges;
        this.audits = audits;
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        response.setHeader(Headers.API_VERSION, Headers.REGISTRY_V2);
        ErrorWriter.write(request, response, refusal(request, denied));
    }

    private Refusal refusal(HttpServletRequest request, AccessDeniedException denied) {
        if (denied instanceof AuthorizationDeniedException refused
                && refused.getAuthorizationResult() instanceof RouteAuthorization.Result result) {
            return switch (result.decision()) {
                case Decision.Denied(var reason) -> {
                    audits.denied(request, result.door().scope(), reason);
                    yield new Refusal(403, ErrorCode.DENIED, reason);
                }
                case Decision.Widen() -> challenges.widen(request, result.door().scope());
                case Decision.Challenge() -> challenge(request, result.door().scope());
                case Decision.Granted(var _) -> throw new IllegalStateException("it was granted");
            };
        }
        return new Refusal(403, ErrorCode.DENIED, "this is not allowed");
    }

    private Refusal challenge(HttpServletRequest request, String scope) {
        return SentCredentials.of(request) instanceof SentCredentials.Bearer
                ? challenges.loginForToken(request, scope)
                : challenges.login(request, scope);
    }
}
