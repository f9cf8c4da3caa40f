package io.staithe.testing;

import io.staithe.testing.TestAuthority.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A registry's certificate in files, as an operator has them, and clients that trust it. */
public final class TlsFiles {

    private final TestAuthority authority = new TestAuthority("CN=Servers");
    private final Path certificate;
    private final Path key;

    /** @param folder that exists and gets the files */
    public TlsFiles(Path folder) {
        this.certificate = folder.resolve("tls.crt");
        this.key = folder.resolve("tls.key");
        renew("CN=registry");
    }

    /** Writes a new certificate with a new key. */
    public void renew(String subject) {
        Issued issued = authority.issue(subject, TestAuthority.dns("localhost"), TestAuthority.loopback());
        try {
            Files.writeString(key, issued.keyPem());
            Files.writeString(certificate, issued.certificatePem() + authority.pem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The registry's certificate and the authority's, in PEM. */
    public Path certificates() {
        return certificate;
    }

    /**
     * As {@code name=value}.
     *
     * @param others further ones
     */
    public String[] settings(String... others) {
        return Stream.concat(Stream.of(own()), Stream.of(others)).toArray(String[]::new);
    }

    private String[] own() {
        return new String[] {
            "server.ssl.bundle=web",
            "spring.ssl.bundle.pem.web.keystore.certificate=" + certificate,
            "spring.ssl.bundle.pem.web.keystore.private-key=" + key,
            "spring.ssl.bundle.pem.web.keystore.verify-keys=true",
            "spring.ssl.bundle.pem.web.reload-on-update=true",
            "spring.ssl.bundle.watch.file.quiet-period=50ms"
        };
    }

    public Path certificate() {
        return certificate;
    }

    /** What a client needs that shows a certificate of its own, or none. */
    public SSLContext context(@Nullable Issued own) {
        KeyManager[] keys = own == null ? new KeyManager[0] : new KeyManager[] {new OwnCertificate(own)};
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authority.trust());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public RegistryClient client(int port, HttpClient.Version version) {
        return client(port, version, null);
    }

    /** @param own what the client shows */
    public RegistryClient client(int port, HttpClient.Version version, @Nullable Issued own) {
        HttpClient http = HttpClient.newBuilder()
                .version(version)
                .sslContext(context(own))
                .build();
        return new RegistryClient("https://localhost:" + port, http);
    }
}
