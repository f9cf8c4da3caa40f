package io.staithe.api;

import io.staithe.access.Rights;
import io.staithe.http.Forwarding;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/**
 * Keeps pages of other sites from using the API through somebody's browser: they have another origin, or reach a registry
 * that is open on this machine by a name of their own.
 */
final class BrowserGuard {

    private final Forwarding forwarding;

    BrowserGuard(Forwarding forwarding) {
        this.forwarding = forwarding;
    }

    void require(HttpServletRequest request, Rights rights) {
        String own = forwarding.base(request);
        String origin = request.getHeader("Origin");
        if (origin != null && !origin.equalsIgnoreCase(own)) {
            throw new Problem(HttpStatus.FORBIDDEN, "the request comes from a page of another site");
        }
        String sentFor = request.getHeader("Host");
        if (rights.directory().open()
                && sentFor != null
                && !isThisMachine(own)
                && !isThisMachine("http://" + sentFor)) {
            throw new Problem(
                    HttpStatus.FORBIDDEN,
                    "a registry that is open to everybody is managed by the name 'localhost' or a loopback address");
        }
    }

    /** By its text: a name that a stranger's name server answers for says nothing. */
    private static boolean isThisMachine(String address) {
        try {
            String host = String.valueOf(URI.create(address).getHost()).toLowerCase(Locale.ROOT);
            return host.equals("localhost")
                    || host.endsWith(".localhost")
                    || (isLiteral(host) && InetAddress.ofLiteral(host).isLoopbackAddress());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isLiteral(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }
}
