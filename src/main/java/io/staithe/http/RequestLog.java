package io.staithe.http;

import io.staithe.oci.Quoted;
import io.staithe.oci.RepositoryName;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request an id, the client's own if it sent a usable one, and logs it in one line when it is done. The
 * values are also attached one by one, for structured logs.
 */
final class RequestLog extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger("io.staithe.access");
    /** Where the id of the request in hand is, for what is logged and recorded. */
    static final String KEY = "request";

    private static final int LONGEST_ID = 64;

    private final boolean enabled;

    RequestLog(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = id(request.getHeader(Headers.REQUEST_ID));
        long start = System.nanoTime();
        response.setHeader(Headers.REQUEST_ID, id);
        Headers.noSniffing(response);
        MDC.put(KEY, id);
        try {
            chain.doFilter(request, response);
        } finally {
            if (enabled) {
                write(request, response, System.nanoTime() - start);
            }
            MDC.remove(KEY);
        }
    }

    private static String id(@Nullable String sent) {
        boolean usable = sent != null
                && !sent.isEmpty()
                && sent.length() <= LONGEST_ID
                && sent.chars()
                        .allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || c == '-' || c == '_' || c == '.');
        return usable && sent != null ? sent : random();
    }

    /** Ids tell requests apart and are no secret, so they need not wait for the system's randomness. */
    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, long nanos) {
        Route route = Routes.of(request);
        String repository = route.repository().map(RepositoryName::value).orElse("-");
        Object subject = Objects.requireNonNullElse(request.getAttribute(CallerFilter.SUBJECT), "-");
        Object client = Objects.requireNonNullElse(request.getAttribute(CallerFilter.CLIENT), request.getRemoteAddr());
        String digest = response.getHeader(Headers.CONTENT_DIGEST);
        log.atInfo()
                .addKeyValue("method", request.getMethod())
                .addKeyValue("status", response.getStatus())
                .addKeyValue("repository", repository)
                .addKeyValue("subject", subject)
                .addKeyValue("client", client)
                .addKeyValue("digest", digest == null ? "-" : digest)
                .addKeyValue("micros", nanos / 1000)
                .log(
                        "{} {} {} {} {}us {} {} \"{}\"",
                        request.getMethod(),
                        Quoted.shortened(request.getRequestURI()),
                        response.getStatus(),
                        digest == null ? "-" : digest,
                        nanos / 1000,
                        client,
                        subject,
                        Quoted.shortened(String.valueOf(request.getHeader("User-Agent"))));
    }
}
