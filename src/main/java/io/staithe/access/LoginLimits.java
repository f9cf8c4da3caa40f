package io.staithe.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Slows down whoever guesses passwords: by address, and by account for addresses that never got in there. An address
 * from which somebody got into an account lately goes on whatever strangers do, so nobody can be locked out. Thread-safe.
 */
final class LoginLimits {

    private static final int MOST_KEYS = 100_000;
    private static final Duration KNOWN = Duration.ofDays(7);
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final int perAddress;
    private final int perAccount;
    private final Clock clock;
    private final Cache<String, Window> addresses = windows();
    private final Cache<String, Window> accounts = windows();
    private final Cache<String, Boolean> known =
            Caffeine.newBuilder().maximumSize(MOST_KEYS).expireAfterWrite(KNOWN).build();

    LoginLimits(int perAddress, int perAccount, Clock clock) {
        this.perAddress = perAddress;
        this.perAccount = perAccount;
        this.clock = clock;
    }

    private static Cache<String, Window> windows() {
        return Caffeine.newBuilder()
                .maximumSize(MOST_KEYS)
                .expireAfterWrite(WINDOW)
                .build();
    }

    /** Attempts since a moment. */
    private record Window(long startMillis, int attempts) {}

    /**
     * Counts an attempt; {@link #succeeded} takes it back.
     *
     * @return how long to wait; empty if the attempt may be made
     */
    Optional<Duration> attempt(String name, String address) {
        if (known.getIfPresent(pair(name, address)) != null) {
            return Optional.empty();
        }
        Optional<Duration> wait = count(addresses, address, perAddress);
        return wait.isPresent() ? wait : count(accounts, name, perAccount);
    }

    private Optional<Duration> count(Cache<String, Window> windows, String key, int most) {
        long now = clock.millis();
        Window window = windows.asMap()
                .merge(
                        key,
                        new Window(now, 1),
                        (old, one) -> old.startMillis() + WINDOW.toMillis() <= now
                                ? one
                                : new Window(old.startMillis(), Math.min(old.attempts() + 1, most + 1)));
        return window.attempts() <= most
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(window.startMillis() + WINDOW.toMillis() - now));
    }

    /** Somebody got in: the attempt was no guess. */
    void succeeded(String name, String address) {
        known.put(pair(name, address), true);
        back(addresses, address);
        back(accounts, name);
    }

    private static void back(Cache<String, Window> windows, String key) {
        windows.asMap()
                .computeIfPresent(key, (k, old) -> new Window(old.startMillis(), Math.max(0, old.attempts() - 1)));
    }

    private static String pair(String name, String address) {
        return address + " " + name;
    }
}
