package io.staithe.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.staithe.access.Account;
import io.staithe.access.Action;
import io.staithe.access.Caller;
import io.staithe.access.Limits.Scopes;
import io.staithe.access.Rights;
import io.staithe.access.Subject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes tokens for what a caller asked for and may do. Thread-safe. */
public final class TokenIssuer {

    /** Who issues tokens, and whom they are for. Without a word that clients take for a scheme. */
    public static final String SERVICE = "staithe";

    static final String VERSION = "ver";
    static final String CREDENTIAL = "cred";
    /** Not in the claim that other readers of the token know. */
    static final String WITHHELD = "withheld";

    private final SigningKeys keys;
    private final Duration lifetime;
    private final Clock clock;

    TokenIssuer(SigningKeys keys, Duration lifetime, Clock clock) {
        this.keys = keys;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /**
     * A token.
     *
     * @param scope what it is good for, as it could be asked for again
     */
    public record Issued(String token, String scope, Instant issuedAt, Duration lifetime) {}

    /** A token for as much as the caller may do of what was asked for, be it nothing. */
    public Issued issue(Rights rights, RequestedScopes requested) {
        Scopes granted = requested.granted(rights);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant end = end(rights.caller(), now);
        return new Issued(sign(claims(rights, granted, now, end)), text(granted), now, Duration.between(now, end));
    }

    /** A token does not outlive the access or refresh token that it was issued for. */
    private Instant end(Caller caller, Instant now) {
        Instant end = now.plus(lifetime);
        Instant most = caller.expiresAt();
        return most == null || caller.credential().isEmpty() || most.isAfter(end)
                ? end
                : most.truncatedTo(ChronoUnit.SECONDS);
    }

    private JWTClaimsSet claims(Rights rights, Scopes granted, Instant now, Instant end) {
        Caller caller = rights.caller();
        Subject subject = caller.subject();
        return new JWTClaimsSet.Builder()
                .issuer(SERVICE)
                .audience(SERVICE)
                .subject(subject.isAnonymous() ? "" : subject.id())
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(end))
                .jwtID(UUID.randomUUID().toString())
                .claim(AccessClaim.NAME, AccessClaim.encode(granted))
                .claim(WITHHELD, withheld(granted))
                .claim(VERSION, version(rights, subject))
                .claim(CREDENTIAL, caller.credential())
                .build();
    }

    private static @Nullable Object withheld(Scopes granted) {
        return granted.withheld().isEmpty() ? null : AccessClaim.encode(new Scopes(granted.withheld(), false));
    }

    private static String version(Rights rights, Subject subject) {
        return rights.directory()
                .find(subject.kind(), subject.name())
                .map(Account::version)
                .orElse("");
    }

    private String sign(JWTClaimsSet claims) {
        ECKey key = keys.current();
        JWSHeader header = new JWSHeader.Builder(TokenVerifier.ALGORITHM)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
        try {
            SignedJWT token = new SignedJWT(header, claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a token could not be signed", e);
        }
    }

    private static String text(Scopes granted) {
        Stream<String> repositories = granted.actions().entrySet().stream()
                .map(entry -> "repository:" + entry.getKey() + ":"
                        + entry.getValue().stream().map(Action::word).sorted().collect(Collectors.joining(",")));
        List<String> catalog = granted.catalog() ? List.of("registry:catalog:*") : List.of();
        return Stream.concat(repositories, catalog.stream()).collect(Collectors.joining(" "));
    }
}
