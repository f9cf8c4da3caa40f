package io.staithe.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Where a request came from, and which address its client knows the registry by. What proxies say of it counts only if
 * it was a trusted one that said it.
 */
public final class Forwarding {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");

    private final @Nullable URI publicUrl;
    private final List<IpAddressMatcher> trusted;

    Forwarding(AddressProperties properties) {
        this.publicUrl = properties.publicUrl();
        this.trusted =
                properties.trustedProxies().stream().map(IpAddressMatcher::new).toList();
    }

    /** The address of the client: the last one in the chain that is no trusted proxy. */
    public String client(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        List<String> chain = new ArrayList<>();
        for (String line : Collections.list(request.getHeaders("X-Forwarded-For"))) {
            for (String item : line.split(",", -1)) {
                chain.add(item.strip());
            }
        }
        while (isTrusted(address) && !chain.isEmpty()) {
            address = chain.removeLast();
        }
        return address;
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
        boolean trust = isTrusted(request.getRemoteAddr());
        String scheme = Optional.ofNullable(trust ? request.getHeader("X-Forwarded-Proto") : null)
                .filter(proto -> proto.equals("https") || proto.equals("http"))
                .orElse(request.getScheme());
        String host = Optional.ofNullable(trust ? request.getHeader("X-Forwarded-Host") : null)
                .or(() -> Optional.ofNullable(request.getHeader("Host")))
                .filter(name -> HOST.matcher(name).matches())
                .orElseGet(() -> request.getLocalAddr() + ":" + request.getLocalPort());
        return scheme + "://" + host;
    }
}
