package io.staithe.http;

import io.staithe.oci.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Keeps pages of other sites from using a registry that is open on this machine through somebody's browser: they have
 * another origin, or reach it by a name of their own that points at this machine.
 */
final class OpenRegistryGuard {

    private final Forwarding forwarding;

    OpenRegistryGuard(Forwarding forwarding) {
        this.forwarding = forwarding;
    }

    /** @throws Refusal if the request comes from such a page */
    void require(HttpServletRequest request) {
        requireOwnPage(request);
        String host = request.getHeader("Host");
        if (host != null && !isNobodysName(host) && !forwarding.isPublicName(host)) {
            throw new Refusal(
                    403,
                    ErrorCode.DENIED,
                    "a registry that is open to everybody is used by the name 'localhost', an address, or the one in"
                            + " staithe.public-url");
        }
    }

    /**
     * Also for what a browser sends without being asked, such as a certificate.
     *
     * @throws Refusal if the request comes from a page of another site
     */
    void requireOwnPage(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin != null && !origin.equalsIgnoreCase(forwarding.base(request))) {
            throw new Refusal(403, ErrorCode.DENIED, "the request comes from a page of another site");
        }
    }

    /** An address, or a name that no stranger's name server answers for: those have a dot in them. */
    private static boolean isNobodysName(String host) {
        String name = host.replaceFirst(":\\d*$", "");
        return name.startsWith("[")
                || name.matches("[0-9.]+")
                || !name.contains(".")
                || name.regionMatches(
                        true, name.length() - ".localhost".length(), ".localhost", 0, ".localhost".length());
    }
}
