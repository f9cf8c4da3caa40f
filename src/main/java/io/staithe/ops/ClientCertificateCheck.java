package io.staithe.ops;

import io.staithe.access.AccessProperties;
import io.staithe.settings.InvalidSettingException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.Ssl.ClientAuth;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.WebServerSslBundle;

/**
 * Refuses to take certificates for somebody that nobody is asked for, or that any authority may have signed: without a trust
 * store of its own, Java takes those of the whole web.
 */
final class ClientCertificateCheck implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final AccessProperties access;
    private final SslBundles bundles;

    ClientCertificateCheck(AccessProperties access, SslBundles bundles) {
        this.access = access;
        this.bundles = bundles;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        if (!access.certificates().isEmpty()) {
            check(factory.getSsl());
        }
    }

    private void check(@Nullable Ssl ssl) {
        if (ssl == null
                || !Ssl.isEnabled(ssl)
                || !List.of(ClientAuth.WANT, ClientAuth.NEED).contains(asked(ssl))) {
            throw new InvalidSettingException(
                    "server.ssl.client-auth",
                    ssl == null ? "" : asked(ssl).name(),
                    "staithe.access.certificates takes certificates, but clients are not asked for any",
                    "Turn TLS on, and write 'want' or 'need'.");
        }
        if (all(ssl).anyMatch(bundle -> bundle.getStores().getTrustStore() == null)) {
            throw new InvalidSettingException(
                    "server.ssl.bundle",
                    Objects.requireNonNullElse(ssl.getBundle(), ""),
                    "staithe.access.certificates takes certificates, but the bundle does not say which authorities may sign"
                            + " them, so any could",
                    "Give it a 'truststore' with the certificates of yours.");
        }
    }

    private static ClientAuth asked(Ssl ssl) {
        return Objects.requireNonNullElse(ssl.getClientAuth(), ClientAuth.NONE);
    }

    /** Clients choose the name, so each bundle counts. */
    private Stream<SslBundle> all(Ssl ssl) {
        return Stream.concat(
                Stream.of(WebServerSslBundle.get(ssl, bundles)),
                ssl.getServerNameBundles().stream().map(name -> bundles.getBundle(name.bundle())));
    }
}
