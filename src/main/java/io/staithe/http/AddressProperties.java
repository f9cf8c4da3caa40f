package io.staithe.http;

import io.staithe.settings.InvalidSettingException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * How clients reach the registry.
 *
 * @param publicUrl scheme, host and port that clients use, such as {@code https://registry.example.com}; taken from each
 *     request if left out
 * @param trustedProxies list of addresses or networks, such as {@code 10.0.0.0/8}, whose forwarded headers are believed
 */
@ConfigurationProperties("staithe")
public record AddressProperties(
        @Nullable URI publicUrl, @DefaultValue List<String> trustedProxies) {

    public AddressProperties {
        if (publicUrl != null && !isBase(publicUrl)) {
            throw new InvalidSettingException(
                    "staithe.public-url",
                    publicUrl.toString(),
                    "it is not the address of a server",
                    "Write scheme and host, such as 'https://registry.example.com', without a path.");
        }
        trustedProxies = List.copyOf(trustedProxies);
        trustedProxies.forEach(AddressProperties::requireNetwork);
    }

    private static boolean isBase(URI uri) {
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        String path = uri.getPath();
        return http
                && uri.getHost() != null
                && uri.getUserInfo() == null
                && uri.getQuery() == null
                && uri.getFragment() == null
                && (path == null || path.isEmpty() || path.equals("/"));
    }

    private static void requireNetwork(String text) {
        try {
            IpAddressMatcher _ = new IpAddressMatcher(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "staithe.trusted-proxies",
                    text,
                    "it is no address and no network",
                    "Write an address such as '10.0.0.7' or a network such as '10.0.0.0/8'.");
        }
    }
}
