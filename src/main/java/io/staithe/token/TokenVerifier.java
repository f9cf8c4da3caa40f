package io.staithe.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.staithe.access.Caller;
import io.staithe.access.Directory;
import io.staithe.access.Limits.Scopes;
import io.staithe.access.Subject;
import io.staithe.oci.Algorithm;
import io.staithe.token.VerifiedTokens.Verified;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens that {@link TokenIssuer} made on any node. A signature is verified once while a token is in use; time,
 * account and revocation count for each request. Thread-safe.
 */
public final class TokenVerifier {

    static final JWSAlgorithm ALGORITHM = JWSAlgorithm.ES256;
    /** How far the clocks of two nodes may differ. */
    static final Duration LEEWAY = Duration.ofSeconds(60);

    private static final int LONGEST_TOKEN = 8192;
    private static final Set<String> REQUIRED =
            Set.of("sub", "exp", "nbf", "iat", "jti", AccessClaim.NAME, TokenIssuer.VERSION, TokenIssuer.CREDENTIAL);

    private final SigningKeys keys;
    private final Clock clock;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final VerifiedTokens verified;

    TokenVerifier(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        this.verified = new VerifiedTokens(clock);
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                ALGORITHM, (selector, context) -> selector.select(keys.verification())));
        processor.setJWTClaimsSetVerifier(new Claims(clock));
    }

    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {

        private final Clock clock;

        Claims(Clock clock) {
            super(
                    TokenIssuer.SERVICE,
                    new JWTClaimsSet.Builder().issuer(TokenIssuer.SERVICE).build(),
                    REQUIRED);
            this.clock = clock;
            setMaxClockSkew((int) LEEWAY.toSeconds());
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }

    /** Whose token this is, and what for; empty if it is not, or no longer, good. */
    public Optional<Caller> verify(String token, Directory directory) {
        if (token.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        ByteBuffer hash = hash(token);
        Optional<Verified> known = verified.find(hash);
        if (known.isEmpty()) {
            known = parse(token);
            known.ifPresent(parsed -> verified.put(hash, parsed));
        }
        return known.filter(found -> clock.instant().isBefore(found.end())).flatMap(found -> caller(found, directory));
    }

    private static Optional<Caller> caller(Verified token, Directory directory) {
        if (token.kind().isEmpty()) {
            return Optional.of(new Caller(Subject.ANONYMOUS, "", token.scopes()));
        }
        if (directory.revoked().contains(token.credential())) {
            return Optional.empty();
        }
        return directory
                .find(token.kind().get(), token.name())
                .filter(account -> account.version().equals(token.version()))
                .map(account -> new Caller(account.subject(), token.credential(), token.scopes()));
    }

    private Optional<Verified> parse(String text) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            String key = token.getHeader().getKeyID();
            if (key == null || (keys.verification().getKeyByKeyId(key) == null && !keys.lookAgain())) {
                return Optional.empty();
            }
            return Optional.of(read(processor.process(token, null)));
        } catch (ParseException | BadJOSEException | JOSEException e) {
            return Optional.empty();
        }
    }

    private static Verified read(JWTClaimsSet claims) throws ParseException {
        String subject = claims.getSubject();
        int colon = subject.indexOf(':');
        Map<String, Object> all = claims.getClaims();
        return new Verified(
                colon < 0
                        ? Optional.empty()
                        : Optional.of(
                                Subject.Kind.valueOf(subject.substring(0, colon).toUpperCase(Locale.ROOT))),
                subject.substring(colon + 1),
                claims.getStringClaim(TokenIssuer.VERSION),
                claims.getStringClaim(TokenIssuer.CREDENTIAL),
                scopes(Objects.requireNonNull(all.get(AccessClaim.NAME)), all.get(TokenIssuer.WITHHELD)),
                claims.getExpirationTime().toInstant().plus(LEEWAY));
    }

    private static Scopes scopes(Object access, @Nullable Object withheld) {
        Scopes granted = AccessClaim.decode(access);
        return withheld == null
                ? granted
                : new Scopes(granted.actions(), AccessClaim.decode(withheld).actions(), granted.catalog());
    }

    private static ByteBuffer hash(String token) {
        return ByteBuffer.wrap(Algorithm.SHA256.newMessageDigest().digest(token.getBytes(StandardCharsets.UTF_8)));
    }
}
