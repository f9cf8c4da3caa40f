package io.staithe.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.util.function.SingletonSupplier;

/** The last filter of the chain: answers what lies below {@code /v2/} and leaves the rest to Spring MVC. */
final class RegistryFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient SingletonSupplier<RegistryHandler> registry;

    RegistryFilter(SingletonSupplier<RegistryHandler> registry) {
        this.registry = registry;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getServletPath();
        if (path.equals("/v2") || path.startsWith("/v2/")) {
            registry.obtain().handle(request, response);
        } else {
            chain.doFilter(request, response);
        }
    }
}
