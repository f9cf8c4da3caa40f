package io.staithe.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.staithe.access.AccessTokens.AccessToken;
import io.staithe.access.LoginLimits.Attempt;
import io.staithe.access.WorkloadIdentity.Proof;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Verifies names with passwords or access tokens. What was verified is remembered for a few minutes under a keyed MAC,
 * so that a strong hash costs once and not for each request; what was changed or taken back since is not. Thread-safe.
 */
public final class Logins {

    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int KEY_BYTES = 32;
    private static final String MAC = "HmacSHA256";

    private final AccessState state;
    private final AccessTokens tokens;
    private final Passwords passwords;
    private final WorkloadIdentity workloads;
    private final LoginLimits limits;
    private final int sessionsPerOwner;
    private final Duration idTokenSession;
    private final Clock clock;
    private final SecretKeySpec key;
    private final OnceAtATime<Login> checks = new OnceAtATime<>();
    private final Cache<String, Remembered> remembered = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    Logins(
            AccessState state,
            AccessTokens tokens,
            Passwords passwords,
            WorkloadIdentity workloads,
            LoginLimits limits,
            AccessProperties properties,
            Clock clock,
            RandomGenerator random) {
        this.state = state;
        this.tokens = tokens;
        this.passwords = passwords;
        this.workloads = workloads;
        this.limits = limits;
        this.sessionsPerOwner = properties.sessionsPerOwner();
        this.idTokenSession = properties.idTokenSession();
        this.clock = clock;
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, MAC);
    }

    private record Remembered(
            String version,
            String credential,
            Limits limits,
            @Nullable Instant expiresAt) {}

    /**
     * Whose credentials these are.
     *
     * @param address where they come from
     */
    public Login login(String name, String secret, String address) {
        String mac = mac(name, secret);
        Optional<Caller> known = recall(name, mac);
        return known.isPresent()
                ? new Login.Verified(known.get(), false)
                : checks.once(mac + " " + address, () -> verify(name, secret, address, mac));
    }

    private Login verify(String name, String secret, String address, String mac) {
        // A token cannot be guessed, so no neighbour's guesses need to hold it up.
        if (secret.startsWith(AccessTokens.PREFIX)) {
            byToken(name, secret).ifPresent(login -> remembered.put(mac, login));
            return recalled(name, mac);
        }
        boolean isIdToken = workloads.looksLikeIdToken(secret);
        try (Attempt attempt = isIdToken ? limits.byIdToken(address) : limits.byPassword(name, address)) {
            if (attempt.pause().isPresent()) {
                return new Login.Throttled(attempt.pause().get());
            }
            Login login = isIdToken ? byIdToken(name, secret, mac) : byPassword(name, secret, mac);
            if (login instanceof Login.Verified) {
                attempt.succeeded();
            }
            if (login instanceof Login.Unavailable) {
                attempt.undecided();
            }
            return login;
        }
    }

    private Login byIdToken(String name, String token, String mac) {
        return switch (workloads.verify(name, token)) {
            case Proof.Given(var end) -> {
                state.directory()
                        .find(Subject.Kind.ROBOT, name)
                        .ifPresent(robot ->
                                remembered.put(mac, new Remembered(robot.version(), "", new Limits.None(), end)));
                yield recalled(name, mac);
            }
            case Proof.None() -> new Login.Wrong();
            case Proof.Unknown() -> new Login.Unavailable(IssuerKeys.LEAST_BETWEEN_LOOKS);
        };
    }

    private Login byPassword(String name, String password, String mac) {
        matching(name, password).ifPresent(login -> remembered.put(mac, login));
        return recalled(name, mac);
    }

    private Login recalled(String name, String mac) {
        return recall(name, mac)
                .<Login>map(caller -> new Login.Verified(caller, true))
                .orElseGet(Login.Wrong::new);
    }

    private Optional<Remembered> matching(String name, String password) {
        Optional<Account> account = state.directory().find(name);
        Optional<String> hash = account.flatMap(Account::password);
        boolean matches = hash.map(value -> passwords.matches(password, value, state.cost()))
                .orElseGet(() -> passwords.matchesNothing(password, state.cost()));
        return account.filter(found -> matches)
                .map(found -> new Remembered(found.version(), "", new Limits.None(), null));
    }

    /** Of an account in the file only its hash tells whether it is still the same one. */
    private Optional<Remembered> byToken(String name, String secret) {
        Optional<Account> account = state.directory().find(name);
        if (account.isPresent() && state.isDeclaredToken(name, secret)) {
            return Optional.of(new Remembered(account.get().version(), "", new Limits.None(), null));
        }
        Optional<AccessToken> token = tokens.use(AccessTokens.Kind.ACCESS, secret);
        return account.flatMap(found -> token.filter(
                        used -> used.owner().equals(found.subject().id()))
                .filter(used -> found.origin() != Account.Origin.HTPASSWD
                        || used.version().equals(found.version()))
                .map(used -> new Remembered(found.version(), used.id(), used.limits(), used.expiresAt())));
    }

    /** What was verified, if the account and the token are still what they were. */
    private Optional<Caller> recall(String name, String mac) {
        Remembered login = remembered.getIfPresent(mac);
        if (login == null
                || state.directory().revoked().contains(login.credential())
                || (login.expiresAt() != null && !clock.instant().isBefore(login.expiresAt()))) {
            return Optional.empty();
        }
        return state.directory()
                .find(name)
                .filter(account -> (!login.credential().isEmpty() && account.origin() != Account.Origin.HTPASSWD)
                        || account.version().equals(login.version()))
                .map(account -> new Caller(account.subject(), login.credential(), login.limits(), login.expiresAt()));
    }

    /** The owner of a refresh token, with the token as his credential. */
    public Optional<Caller> refresh(String secret) {
        return tokens.use(AccessTokens.Kind.REFRESH, secret)
                .flatMap(token -> state.account(token.owner())
                        .filter(account -> account.version().equals(token.version()))
                        .map(account ->
                                new Caller(account.subject(), token.id(), new Limits.None(), token.expiresAt())));
    }

    /**
     * A refresh token for who logged in with the password of an account, or for a while with an ID token, which may end
     * while its robot still pushes; none for others, since it would outlive, or go beyond, the credential that they used.
     *
     * @param client what the client calls itself
     */
    public Optional<String> newRefreshToken(Caller caller, String client) {
        boolean byPassword = caller.subject().kind() == Subject.Kind.ACCOUNT;
        boolean byIdToken = !byPassword && caller.expiresAt() != null;
        if (!caller.credential().isEmpty() || !(byPassword || (byIdToken && !idTokenSession.isZero()))) {
            return Optional.empty();
        }
        Instant end = byIdToken ? clock.instant().plus(idTokenSession) : null;
        return state.account(caller.subject().id())
                .map(account -> tokens.createSession(account, client, end, sessionsPerOwner)
                        .secret());
    }

    private String mac(String name, String secret) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            mac.update(name.getBytes(UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(secret.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java runtime has " + MAC, e);
        }
    }
}
