package io.staithe.http;

import io.staithe.oci.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/**
 * Keeps a registry that is open on this machine from those who are not there: pages of other sites in somebody's browser, which
 * have another origin, or reach it by a name of their own that points at this machine; and whom a proxy brings.
 */
final class OpenRegistryGuard {

    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+");

    private final Forwarding forwarding;

    OpenRegistryGuard(Forwarding forwarding) {
        this.forwarding = forwarding;
    }

    /** @throws Refusal if the request comes from such a page, or through a proxy from another machine */
    void require(HttpServletRequest request) {
        requireOwnPage(request);
        if (!Forwarding.isFromThisMachine(request)) {
            throw new Refusal(
                    403,
                    ErrorCode.DENIED,
                    "a proxy brings requests of other machines to this registry, which is open to everybody: say in"
                            + " staithe.access who may do what, or 'push' in staithe.access.anonymous");
        }
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
    static boolean isNobodysName(String host) {
        String name = PORT.matcher(host).replaceFirst("");
        return name.startsWith("[")
                || ADDRESS.matcher(name).matches()
                || !name.contains(".")
                || name.regionMatches(
                        true, name.length() - ".localhost".length(), ".localhost", 0, ".localhost".length());
    }
}
