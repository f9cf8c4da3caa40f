package io.staithe.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.staithe.access.Network;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds what is recorded of one address that fails to log in: a stranger would fill the database. Thread-safe. */
final class RecordedFailures {

    private static final int MOST_ADDRESSES = 100_000;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final int most;
    private final Cache<String, AtomicInteger> counts = Caffeine.newBuilder()
            .maximumSize(MOST_ADDRESSES)
            .expireAfterWrite(WINDOW)
            .build();

    /** @param most of an address within a minute */
    RecordedFailures(int most) {
        this.most = most;
    }

    /** The reason to record, of which the last one says that it is the last; empty for those after it. */
    Optional<String> reason(String address, String reason) {
        int count =
                counts.get(Network.of(address), network -> new AtomicInteger()).incrementAndGet();
        if (count > most) {
            return Optional.empty();
        }
        return Optional.of(count < most ? reason : reason + "; further failures of this minute are not recorded");
    }
}
