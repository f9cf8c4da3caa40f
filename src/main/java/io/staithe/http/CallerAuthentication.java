package io.staithe.http;

import io.staithe.access.Caller;
import io.staithe.access.Rights;
import io.staithe.access.Subject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/** A request's caller, verified; also one who did not say who he is. */
public final class CallerAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Rights rights;

    CallerAuthentication(Rights rights) {
        super(List.of());
        this.rights = rights;
        setAuthenticated(true);
    }

    Rights rights() {
        return rights;
    }

    /** What the caller of the request in hand may do. */
    public static Rights current(HttpServletRequest request) {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication caller) {
            return caller.rights();
        }
        throw new IllegalStateException("nobody asked who sent " + request.getMethod() + " " + request.getRequestURI());
    }

    /** The subject that sent a request, or the address that one without credentials came from, for what is remembered. */
    public static String who(HttpServletRequest request) {
        return request.getAttribute(CallerFilter.WHO) instanceof String who ? who : Subject.ANONYMOUS.id();
    }

    @Override
    public Caller getPrincipal() {
        return rights.caller();
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public String getName() {
        return rights.caller().subject().id();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
