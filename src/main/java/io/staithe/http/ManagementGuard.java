package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages from asking the management port through the browser of somebody on its machine. A browser says that a page asks,
 * unless the page comes by a name of its own that points at this machine, which no program there does.
 */
final class ManagementGuard {

    private static final String REASON =
            "the management port does not answer pages, and on a loopback address only by an"
                    + " address, the name 'localhost' or another one without a dot\n";

    private ManagementGuard() {}

    static boolean isOfAPage(HttpServletRequest request) {
        return request.getHeader("Origin") != null
                || isPartOfAPage(request)
                || isStrangersName(request.getHeader("Host"), request.getLocalAddr());
    }

    /** Whoever opens a document sees it himself, wherever the link to it was. */
    private static boolean isPartOfAPage(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site != null && !site.equals("none") && !"document".equals(request.getHeader("Sec-Fetch-Dest"));
    }

    /**
     * Whether a stranger's name server may have sent the client here.
     *
     * @param at the address of this machine that the request came to; scrapers come to others than loopback ones by any name
     */
    static boolean isStrangersName(@Nullable String host, String at) {
        return host != null && InetAddress.ofLiteral(at).isLoopbackAddress() && !OpenRegistryGuard.isNobodysName(host);
    }

    static void refuse(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType("text/plain;charset=UTF-8");
        response.getOutputStream().write(REASON.getBytes(UTF_8));
    }
}
