package io.staithe.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Issues certificates as a certificate authority does, RFC 5280, all with keys of their own on P-256. */
public final class TestAuthority {

    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.objectId("1.2.840.10045.4.3.2"));

    private final X500Principal name;
    private final KeyPair keys = newKeys();
    private final X509Certificate certificate;

    /** @param name such as {@code CN=CA} */
    public TestAuthority(String name) {
        this.name = new X500Principal(name);
        Instant now = Instant.now();
        this.certificate = sign(this.name, keys, now.minus(AN_HOUR), now.plus(AN_HOUR), List.of(basicConstraints()));
    }

    /** A certificate with its key. */
    public record Issued(X509Certificate certificate, KeyPair keys) {

        public String certificatePem() {
            return Der.pem("CERTIFICATE", encoded(certificate));
        }

        public String keyPem() {
            return Der.pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        }
    }

    /**
     * One that is valid for an hour.
     *
     * @param alternatives made by {@link #dns} and its like
     */
    public Issued issue(String subject, byte[]... alternatives) {
        return issue(subject, Instant.now().plus(AN_HOUR), alternatives);
    }

    public Issued issue(String subject, Instant end, byte[]... alternatives) {
        KeyPair own = newKeys();
        byte[] names = extension("2.5.29.17", false, Der.sequence(alternatives));
        List<byte[]> extensions = alternatives.length == 0 ? List.of() : List.of(names);
        return new Issued(
                sign(new X500Principal(subject), own, end.minus(AN_HOUR.multipliedBy(2)), end, extensions), own);
    }

    public String pem() {
        return Der.pem("CERTIFICATE", encoded(certificate));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** A store with this authority as the only one that is trusted. */
    public KeyStore trust() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("ca", certificate);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] email(String address) {
        return Der.implicit(1, address);
    }

    public static byte[] dns(String host) {
        return Der.implicit(2, host);
    }

    public static byte[] uri(String uri) {
        return Der.implicit(6, uri);
    }

    /** 127.0.0.1. */
    public static byte[] loopback() {
        return Der.value(0x87, new byte[] {127, 0, 0, 1});
    }

    private static byte[] basicConstraints() {
        return extension("2.5.29.19", true, Der.sequence(Der.yes()));
    }

    private static byte[] extension(String id, boolean critical, byte[] content) {
        byte[] value = Der.value(0x04, content);
        return critical ? Der.sequence(Der.objectId(id), Der.yes(), value) : Der.sequence(Der.objectId(id), value);
    }

    private X509Certificate sign(
            X500Principal subject, KeyPair owner, Instant start, Instant end, List<byte[]> extensions) {
        byte[] content = Der.sequence(
                Der.value(0xa0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(64, new SecureRandom())),
                ECDSA_WITH_SHA256,
                name.getEncoded(),
                Der.sequence(Der.time(start), Der.time(end)),
                subject.getEncoded(),
                owner.getPublic().getEncoded(),
                extensions.isEmpty() ? new byte[0] : Der.value(0xa3, Der.sequence(extensions.toArray(byte[][]::new))));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            byte[] whole = Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
