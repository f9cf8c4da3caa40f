package io.staithe.http;

import io.staithe.access.Decision;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/** Asks the rules about a request below {@code /v2/}, by the same parsed route that will be dispatched. */
final class RouteAuthorization implements AuthorizationManager<RequestAuthorizationContext> {

    /** A decision with the door that it was made at. */
    record Result(Door door, Decision decision) implements AuthorizationResult {
        @Override
        public boolean isGranted() {
            return decision instanceof Decision.Granted;
        }
    }

    /** Whether the caller is an administrator. */
    static Result administration(RequestAuthorizationContext context) {
        Door door = new Door.Administration();
        return new Result(door, door.decide(CallerAuthentication.current(context.getRequest())));
    }

    @Override
    public Result authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        HttpServletRequest request = context.getRequest();
        Door door = Door.of(Routes.of(request), request.getMethod());
        return new Result(door, door.decide(CallerAuthentication.current(request)));
    }
}
