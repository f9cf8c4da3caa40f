package io.staithe.http;

import io.staithe.oci.Quoted;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Where a request came from, and which address its client knows the registry by. What proxies say of it counts only if
 * it was a trusted one that said it.
 */
public final class Forwarding {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");
    private static final Pattern WITH_PORT = Pattern.compile("^([0-9.]+):\\d+$|^\\[([0-9A-Fa-f:.]+)](?::\\d+)?$");

    private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

    private final @Nullable URI publicUrl;
    private final List<IpAddressMatcher> trusted;
    private final AtomicBoolean warned = new AtomicBoolean();

    Forwarding(AddressProperties properties) {
        this.publicUrl = properties.publicUrl();
        this.trusted =
                properties.trustedProxies().stream().map(IpAddressMatcher::new).toList();
    }

    /** The address of the client: the last one in the chain that is no trusted proxy. */
    public String client(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        List<String> chain = chain(request);
        while (isTrusted(address) && !chain.isEmpty()) {
            address = withoutPort(Quoted.shortened(chain.removeLast()));
        }
        return address;
    }

    private static List<String> chain(HttpServletRequest request) {
        List<String> chain = new ArrayList<>();
        for (String line : Collections.list(request.getHeaders("X-Forwarded-For"))) {
            for (String item : line.split(",", -1)) {
                chain.add(item.strip());
            }
        }
        return chain;
    }

    /** Whether no proxy, trusted or not, says that the request comes from another machine. */
    static boolean isFromThisMachine(HttpServletRequest request) {
        return chain(request).stream().allMatch(address -> isLoopback(withoutPort(address)));
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.ofLiteral(address).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Some proxies add the port of the connection, which each one has another. */
    private static String withoutPort(String address) {
        return WITH_PORT.matcher(address).replaceFirst("$1$2");
    }

    /** Whether a proxy sent the request, so that the connection says nothing of the client. */
    boolean isFromProxy(HttpServletRequest request) {
        return isTrusted(request.getRemoteAddr());
    }

    private boolean isTrusted(String address) {
        return trusted.stream().anyMatch(proxy -> matches(proxy, address));
    }

    private static boolean matches(IpAddressMatcher proxy, String address) {
        try {
            return proxy.matches(address);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Scheme and authority that the client uses, without a slash at the end. */
    public String base(HttpServletRequest request) {
        if (publicUrl != null) {
            String text = publicUrl.toString();
            return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        }
        String scheme = forwarded(request, "X-Forwarded-Proto")
                .filter(proto -> proto.equals("https") || proto.equals("http"))
                .orElse(request.getScheme());
        String host = forwarded(request, "X-Forwarded-Host")
                .filter(Forwarding::isHost)
                .or(() -> Optional.ofNullable(request.getHeader("Host")).filter(Forwarding::isHost))
                .orElseGet(() -> request.getLocalAddr() + ":" + request.getLocalPort());
        return scheme + "://" + host;
    }

    private static boolean isHost(String name) {
        return HOST.matcher(name).matches();
    }

    /** What the proxy that is nearest to the client said; each one after it appends its own. */
    private Optional<String> forwarded(HttpServletRequest request, String header) {
        Optional<String> first =
                Optional.ofNullable(request.getHeader(header)).map(value -> value.split(",", -1)[0].strip());
        if (first.isEmpty() || isTrusted(request.getRemoteAddr())) {
            return first;
        }
        if (first.get().equals("https") && !request.isSecure() && warned.compareAndSet(false, true)) {
            log.warn(
                    "{} says that clients use https, but staithe.trusted-proxies does not name it, so they are told to log"
                            + " in at http://. If it is a proxy of yours, name it there, or set staithe.public-url",
                    request.getRemoteAddr());
        }
        return Optional.empty();
    }

    /** Whether a name, maybe with a port, is the one that is configured for clients. */
    boolean isPublicName(String host) {
        return publicUrl != null && host.equalsIgnoreCase(publicUrl.getAuthority());
    }
}
