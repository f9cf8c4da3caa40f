package io.staithe.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificate authorities that are trusted in place of Java's own: a company's, of which Java knows nothing. */
final class Authorities {

    private Authorities() {}

    /**
     * Trusts these authorities and no other.
     *
     * @param file certificates in PEM
     * @throws FailedException if there are none
     */
    static SSLContext trusted(Path file) {
        Collection<? extends Certificate> certificates = read(file);
        if (certificates.isEmpty()) {
            throw new FailedException("there is no certificate in " + file);
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Java has no TLS", e);
        }
    }

    private static Collection<? extends Certificate> read(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(pem);
        } catch (CertificateException e) {
            throw new FailedException(file + " holds something else than certificates in PEM");
        } catch (IOException e) {
            throw new FailedException(file + " cannot be read");
        }
    }
}
