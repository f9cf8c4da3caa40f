package io.staithe.access;

import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Takes an ID token of a trusted issuer in the place of a robot's own token, so that no secret has to be kept where the
 * robot runs. Thread-safe.
 */
final class WorkloadIdentity {

    private static final Logger log = LoggerFactory.getLogger(WorkloadIdentity.class);
    private static final int LONGEST = 16 << 10;
    /** How the header of every JSON Web Token begins. */
    private static final String START = "eyJ";

    /** Signatures by a private key only: a shared secret is nobody's identity. */
    private static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(SignatureAlgorithm.values());

    private final List<Issuer> issuers;

    WorkloadIdentity(List<TrustedIssuer> trusted) {
        Map<List<Object>, List<TrustedIssuer>> byKeys = trusted.stream()
                .collect(Collectors.groupingBy(
                        entry -> List.of(entry.issuer(), entry.jwksFile()), LinkedHashMap::new, Collectors.toList()));
        this.issuers = byKeys.values().stream().map(Issuer::of).toList();
    }

    /** One source of keys, and all that its tokens may stand for. */
    private record Issuer(String address, IssuerKeys keys, JwtDecoder decoder, List<TrustedIssuer> entries) {

        static Issuer of(List<TrustedIssuer> entries) {
            TrustedIssuer first = entries.getFirst();
            IssuerKeys keys = new IssuerKeys(first.issuer(), first.jwksFile().orElse(null));
            NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys.source())
                    .jwsAlgorithms(set -> set.addAll(ALGORITHMS))
                    .build();
            decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                    new JwtTimestampValidator(), new JwtIssuerValidator(first.issuer())));
            return new Issuer(first.issuer(), keys, decoder, entries);
        }
    }

    /** What an ID token proves. */
    sealed interface Proof {

        /** Its bearer is the robot, until the token ends. */
        record Given(Instant end) implements Proof {}

        /** Nothing. */
        record None() implements Proof {}

        /** Nobody knows, since the issuer's keys cannot be had. */
        record Unknown() implements Proof {}
    }

    boolean looksLikeIdToken(String secret) {
        return !issuers.isEmpty() && secret.startsWith(START) && secret.length() <= LONGEST;
    }

    /** The signature comes first, so that what follows tells nobody else which robot belongs to which issuer. */
    Proof verify(String robot, String token) {
        Optional<String> claimed = issuer(token);
        Proof best = new Proof.None();
        for (Issuer issuer : issuers) {
            if (claimed.filter(issuer.address()::equals).isPresent()) {
                switch (verify(issuer, robot, token)) {
                    case Proof.Given given -> {
                        return given;
                    }
                    case Proof.Unknown unknown -> best = unknown;
                    case Proof.None() -> {}
                }
            }
        }
        return best;
    }

    private static Proof verify(Issuer issuer, String robot, String token) {
        try {
            Jwt jwt = issuer.decoder().decode(token);
            Instant end = jwt.getExpiresAt();
            boolean speaks =
                    issuer.entries().stream().anyMatch(entry -> entry.robot().equals(robot) && isMeant(entry, jwt));
            return end != null && speaks ? new Proof.Given(end) : new Proof.None();
        } catch (BadJwtException e) {
            log.debug("An ID token of {} was refused: {}", issuer.address(), e.getMessage());
            return new Proof.None();
        } catch (JwtException e) {
            log.debug("An ID token of {} could not be verified: {}", issuer.address(), e.getMessage());
            return issuer.keys().isAvailable() ? new Proof.None() : new Proof.Unknown();
        }
    }

    private static boolean isMeant(TrustedIssuer entry, Jwt jwt) {
        List<String> audience = jwt.getAudience();
        return audience != null
                && audience.contains(entry.audience())
                && entry.claims().entrySet().stream()
                        .allMatch(claim -> says(jwt.getClaims().get(claim.getKey()), claim.getValue()));
    }

    /** What the token says of its origin, before anything is verified. */
    private static Optional<String> issuer(String token) {
        try {
            return Optional.ofNullable(JWTParser.parse(token).getJWTClaimsSet().getIssuer());
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    private static boolean says(@Nullable Object found, String value) {
        return found instanceof List<?> list
                ? list.stream().map(Objects::toString).anyMatch(value::equals)
                : found != null && found.toString().equals(value);
    }
}
