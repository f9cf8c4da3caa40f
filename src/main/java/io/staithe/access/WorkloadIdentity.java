package io.staithe.access;

import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.web.client.RestTemplate;

/**
 * Takes an ID token of a trusted issuer in the place of a robot's own token, so that no secret has to be kept where the
 * robot runs. Thread-safe.
 */
final class WorkloadIdentity {

    private static final Logger log = LoggerFactory.getLogger(WorkloadIdentity.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int LONGEST = 16 << 10;
    /** How the header of every JSON Web Token begins. */
    private static final String START = "eyJ";

    /** Signatures by a private key only: a shared secret is nobody's identity. */
    private static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(SignatureAlgorithm.values());

    private final List<Trusted> trusted;

    WorkloadIdentity(List<TrustedIssuer> issuers) {
        this.trusted = issuers.stream()
                .map(issuer -> new Trusted(issuer, decoder(issuer)))
                .toList();
    }

    private record Trusted(TrustedIssuer issuer, JwtDecoder decoder) {}

    boolean looksLikeIdToken(String secret) {
        return !trusted.isEmpty() && secret.startsWith(START) && secret.length() <= LONGEST;
    }

    /** @return when the token ends; empty if no issuer says that its bearer is this robot */
    Optional<Instant> verify(String robot, String token) {
        Optional<String> claimed = issuer(token);
        return trusted.stream()
                .filter(candidate -> candidate.issuer().robot().equals(robot)
                        && claimed.filter(candidate.issuer().issuer()::equals).isPresent())
                .flatMap(candidate -> verify(candidate, token))
                .findFirst();
    }

    private static Stream<Instant> verify(Trusted trusted, String token) {
        try {
            return Stream.ofNullable(trusted.decoder().decode(token).getExpiresAt());
        } catch (BadJwtException e) {
            log.debug("An ID token of {} was refused: {}", trusted.issuer().issuer(), e.getMessage());
            return Stream.empty();
        } catch (JwtException e) {
            log.warn("The keys of {} cannot be had: {}", trusted.issuer().issuer(), e.getMessage());
            return Stream.empty();
        }
    }

    /** What the token says of its origin, before anything is verified. */
    private static Optional<String> issuer(String token) {
        try {
            return Optional.ofNullable(JWTParser.parse(token).getJWTClaimsSet().getIssuer());
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    private static JwtDecoder decoder(TrustedIssuer issuer) {
        return issuer.keys()
                .<JwtDecoder>map(keys -> checked(
                        issuer,
                        NimbusJwtDecoder.withJwkSource(new ImmutableJWKSet<>(keys))
                                .jwsAlgorithms(set -> set.addAll(ALGORITHMS))
                                .build()))
                .orElseGet(() -> new SupplierJwtDecoder(() -> checked(issuer, asking(issuer))));
    }

    private static NimbusJwtDecoder asking(TrustedIssuer issuer) {
        SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(TIMEOUT);
        requests.setReadTimeout(TIMEOUT);
        return NimbusJwtDecoder.withIssuerLocation(issuer.issuer())
                .restOperations(new RestTemplate(requests))
                .jwsAlgorithms(set -> set.addAll(ALGORITHMS))
                .build();
    }

    private static NimbusJwtDecoder checked(TrustedIssuer issuer, NimbusJwtDecoder decoder) {
        List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>();
        validators.add(new JwtTimestampValidator());
        validators.add(new JwtIssuerValidator(issuer.issuer()));
        validators.add(new JwtClaimValidator<List<String>>(
                "aud", audience -> audience != null && audience.contains(issuer.audience())));
        issuer.claims()
                .forEach((claim, value) ->
                        validators.add(new JwtClaimValidator<Object>(claim, found -> says(found, value))));
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators));
        return decoder;
    }

    private static boolean says(Object found, String value) {
        return found instanceof List<?> list
                ? list.stream().map(Objects::toString).anyMatch(value::equals)
                : Objects.toString(found, "").equals(value);
    }
}
