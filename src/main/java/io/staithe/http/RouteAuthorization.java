package io.staithe.http;

import io.staithe.access.Decision;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;

/** Asks the rules about a request below {@code /v2/}, by the same parsed route that will be dispatched. */
final class RouteAuthorization implements AuthorizationManager<HttpServletRequest> {

    /** A decision with the door that it was made at. */
    record Result(Door door, Decision decision) implements AuthorizationResult {
        @Override
        public boolean isGranted() {
            return decision instanceof Decision.Granted;
        }
    }

    @Override
    public Result authorize(Supplier<? extends @Nullable Authentication> authentication, HttpServletRequest request) {
        Door door = Door.of(Routes.of(request), request.getMethod());
        return new Result(door, door.decide(CallerAuthentication.current(request)));
    }
}
