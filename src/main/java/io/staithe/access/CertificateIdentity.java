package io.staithe.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.staithe.oci.Algorithm;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Takes the certificate that a client showed in the TLS handshake, which has verified it, in the place of name and
 * password. Thread-safe.
 */
public final class CertificateIdentity {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 10_000;
    /** Begins the credential of a caller with a certificate. */
    public static final String MARK = "certificate:";

    private static final int MARK_LENGTH = 16;

    private final List<TrustedCertificate> certificates;
    private final Clock clock;
    private final Cache<String, Boolean> seen = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    CertificateIdentity(List<TrustedCertificate> certificates, Clock clock) {
        this.certificates = List.copyOf(certificates);
        this.clock = clock;
    }

    /** Whether any certificate stands for anybody. */
    public boolean isUsed() {
        return !certificates.isEmpty();
    }

    /** For whom it stands, by the first entry that names it; empty for nobody, and on a connection that outlived it. */
    public Optional<Caller> find(X509Certificate certificate, Directory directory) {
        Instant end = certificate.getNotAfter().toInstant();
        if (clock.instant().isAfter(end)) {
            return Optional.empty();
        }
        return certificates.stream()
                .filter(entry -> entry.includes(certificate))
                .findFirst()
                .flatMap(entry -> account(entry.subject(), directory))
                .map(account -> new Caller(account.subject(), mark(certificate), new Limits.None(), end));
    }

    /** Lets a caller with a certificate in; whether that is new or happened lately too. */
    public Login.Verified enter(Caller caller) {
        String entry = caller.credential() + " " + caller.subject().id();
        return new Login.Verified(caller, seen.asMap().putIfAbsent(entry, true) == null);
    }

    private static Optional<Account> account(RuleSubject subject, Directory directory) {
        return switch (subject) {
            case RuleSubject.Account(var name) -> directory.find(Subject.Kind.ACCOUNT, name);
            case RuleSubject.Robot(var name) -> directory.find(Subject.Kind.ROBOT, name);
            case RuleSubject.Anonymous(), RuleSubject.Authenticated(), RuleSubject.Group(var _) -> Optional.empty();
        };
    }

    /** The beginning of its fingerprint, as a credential of its own: no password, and no token that could be revoked. */
    private static String mark(X509Certificate certificate) {
        try {
            byte[] hash = Algorithm.SHA256.newMessageDigest().digest(certificate.getEncoded());
            return MARK + HexFormat.of().formatHex(hash).substring(0, MARK_LENGTH);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
