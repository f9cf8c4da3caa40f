package io.staithe.api;

import io.staithe.access.Decision;
import io.staithe.access.Rights;
import io.staithe.api.Asks.Right;
import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import io.staithe.http.CallerAuthentication;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Asks whether a request may go on to its operation, before its body is read. */
final class ApiDoor implements HandlerInterceptor {

    private final BrowserGuard browsers;
    private final AuditTrail trail;

    ApiDoor(BrowserGuard browsers, AuditTrail trail) {
        this.browsers = browsers;
        this.trail = trail;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        response.setHeader("Cache-Control", "no-store");
        if (handler instanceof HandlerMethod method
                && method.getBeanType().getPackageName().startsWith(ApiDoor.class.getPackageName())) {
            Rights rights = CallerAuthentication.current(request);
            browsers.require(request, rights);
            requireText(request.getQueryString());
            Asks asks = method.getMethodAnnotation(Asks.class);
            if (asks == null) {
                throw new Problem(HttpStatus.FORBIDDEN, "nobody may do this");
            }
            try {
                require(asks.value(), rights);
            } catch (Problem problem) {
                if (problem.getStatusCode() == HttpStatus.FORBIDDEN) {
                    trail.later(AuditEvent.denied(
                            "api", asks.to(), String.valueOf(problem.getBody().getDetail())));
                }
                throw problem;
            }
        }
        return true;
    }

    /** A NUL is in no name, and PostgreSQL takes it nowhere. */
    private static void requireText(@Nullable String query) {
        if (query != null && query.contains("%00")) {
            throw Problem.invalid("the query has a NUL character (%00), which nothing here has");
        }
    }

    static void require(Right right, Rights rights) {
        switch (right) {
            case EVERYBODY -> {}
            case SUBJECT -> {
                if (rights.caller().subject().isAnonymous()
                        && !rights.directory().open()) {
                    throw login();
                }
            }
            case ADMINISTRATOR -> {
                switch (rights.manage()) {
                    case Decision.Granted(var _) -> {}
                    case Decision.Challenge() -> throw login();
                    case Decision.Widen() ->
                        throw new Problem(HttpStatus.FORBIDDEN, "use name and password, or an access token");
                    case Decision.Denied(var reason) -> throw new Problem(HttpStatus.FORBIDDEN, reason);
                }
            }
        }
    }

    static boolean isAdministrator(Rights rights) {
        return rights.manage() instanceof Decision.Granted;
    }

    private static Problem login() {
        return new Problem(HttpStatus.UNAUTHORIZED, "log in first: nobody without credentials may do this");
    }
}
