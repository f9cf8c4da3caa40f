package io.staithe.http;

import io.staithe.access.AccessState;
import io.staithe.access.Caller;
import io.staithe.access.Directory;
import io.staithe.access.Login;
import io.staithe.access.Rights;
import io.staithe.access.Subject;
import io.staithe.oci.ErrorCode;
import io.staithe.token.TokenVerifier;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out who sent a request. Credentials that are wrong are refused, also where none are needed. */
final class CallerFilter extends OncePerRequestFilter {

    /** The request attribute with the id of the subject, for the access log. */
    static final String SUBJECT = CallerFilter.class.getName() + ".subject";
    /** The one with the address of the client, which may be behind proxies. */
    static final String CLIENT = CallerFilter.class.getName() + ".client";

    /** The request attribute with the id of the subject, or the address of one without, for what is remembered. */
    static final String WHO = CallerFilter.class.getName() + ".who";

    private final AccessState state;
    private final TokenVerifier tokens;
    private final Forwarding forwarding;
    private final OpenRegistryGuard openGuard;
    private final Challenges challenges;
    private final FailureHandler failures;
    private final AuditedLogins audits;

    CallerFilter(
            AccessState state,
            AuditedLogins audits,
            TokenVerifier tokens,
            Forwarding forwarding,
            Challenges challenges,
            FailureHandler failures) {
        this.state = state;
        this.audits = audits;
        this.tokens = tokens;
        this.forwarding = forwarding;
        this.openGuard = new OpenRegistryGuard(forwarding);
        this.challenges = challenges;
        this.failures = failures;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            Directory directory = state.directory();
            request.setAttribute(CLIENT, forwarding.client(request));
            if (directory.open()) {
                openGuard.require(request);
            }
            CallerAuthentication caller = new CallerAuthentication(new Rights(caller(request, directory), directory));
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(caller);
            request.setAttribute(SUBJECT, caller.getName());
            request.setAttribute(WHO, who(caller.getName(), request));
            SecurityContextHolder.setContext(context);
            audits.enter(request, caller.getName());
        } catch (RuntimeException e) {
            failures.answer(request, response, e);
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            audits.leave();
        }
    }

    /** An address says more than that nobody logged in. */
    private String who(String subject, HttpServletRequest request) {
        return subject.equals(Subject.ANONYMOUS.id()) ? forwarding.client(request) : subject;
    }

    private Caller caller(HttpServletRequest request, Directory directory) {
        return switch (SentCredentials.of(request)) {
            case SentCredentials.None() -> byCertificate(request, directory);
            case SentCredentials.Malformed(var reason) -> throw new Refusal(400, ErrorCode.UNAUTHORIZED, reason);
            case SentCredentials.Bearer(var token) ->
                tokens.verify(token, directory)
                        .orElseThrow(() -> challenges.invalidToken(
                                request,
                                Door.of(Routes.of(request), request.getMethod()).scope()));
            case SentCredentials.Basic(var name, var secret) ->
                switch (audits.login(name, secret, request)) {
                    case Login.Verified(var caller, var _) -> caller;
                    case Login.Wrong() -> throw challenges.wrongCredentials(request);
                    case Login.Throttled(var wait) -> throw Challenges.throttled(wait);
                    case Login.Unavailable(var wait) -> throw Challenges.unavailable(wait);
                };
        };
    }

    /** Whatever the header says comes first: it is meant, while the certificate is shown for every request. */
    private Caller byCertificate(HttpServletRequest request, Directory directory) {
        Optional<Caller> caller = audits.findByCertificate(request, directory);
        if (caller.isEmpty()) {
            return Caller.ANONYMOUS;
        }
        openGuard.requireOwnPage(request);
        audits.loginByCertificate(caller.get(), request);
        return caller.get();
    }
}
