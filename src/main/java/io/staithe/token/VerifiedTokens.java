package io.staithe.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.staithe.access.Limits.Scopes;
import io.staithe.access.Subject;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What tokens say whose signature was verified, by the digest of their text and until they end. Bounded by memory, since a
 * stranger may have tokens made that are small on the wire and large here. Thread-safe.
 */
final class VerifiedTokens {

    /** Room for ten thousand tokens of usual size. */
    static final long MOST_BYTES = 8L << 20;

    private static final int BYTES_OF_TOKEN = 600;
    private static final int BYTES_OF_SCOPE = 200;

    private final Cache<ByteBuffer, Verified> tokens;

    VerifiedTokens(Clock clock) {
        tokens = Caffeine.newBuilder()
                .maximumWeight(MOST_BYTES)
                .weigher((ByteBuffer hash, Verified token) -> bytes(token.scopes()))
                .expireAfter(Expiry.<ByteBuffer, Verified>creating(
                        (hash, token) -> Duration.between(clock.instant(), token.end())))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /** What a token says, once its signature is known to be good. */
    record Verified(
            Optional<Subject.Kind> kind, String name, String version, String credential, Scopes scopes, Instant end) {}

    /** An estimate that is rather too high. */
    private static int bytes(Scopes scopes) {
        return BYTES_OF_TOKEN
                + Stream.of(scopes.actions(), scopes.withheld())
                        .flatMap(actions -> actions.keySet().stream())
                        .mapToInt(repository ->
                                BYTES_OF_SCOPE + repository.value().length())
                        .sum();
    }

    Optional<Verified> find(ByteBuffer hash) {
        return Optional.ofNullable(tokens.getIfPresent(hash));
    }

    void put(ByteBuffer hash, Verified token) {
        tokens.put(hash, token);
    }

    /** Number of tokens that are held. */
    long count() {
        tokens.cleanUp();
        return tokens.estimatedSize();
    }
}
