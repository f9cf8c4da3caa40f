package io.staithe.http;

import io.micrometer.common.KeyValue;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** Counts and times requests by what they ask for: the tag {@code uri} is the template of the route. */
final class RegistryObservationConvention extends DefaultServerRequestObservationConvention {

    @Override
    protected KeyValue uri(ServerRequestObservationContext context) {
        HttpServletRequest request = context.getCarrier();
        return request != null && request.getRequestURI().startsWith("/v2")
                ? KeyValue.of("uri", Routes.of(request).template())
                : super.uri(context);
    }

    /** What the span of the request is called. */
    @Override
    public String getContextualName(ServerRequestObservationContext context) {
        return "http " + method(context).getValue().toLowerCase(Locale.ROOT) + " "
                + uri(context).getValue();
    }
}
