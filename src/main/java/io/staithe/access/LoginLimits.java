package io.staithe.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Slows down whoever guesses passwords: by address, and by account for addresses that never got in there. An address
 * from which somebody got into an account lately has a count of its own for that account, so that strangers elsewhere
 * cannot lock anybody out. Thread-safe.
 */
final class LoginLimits {

    private static final int MOST_KEYS = 100_000;
    private static final int LONGEST_ADDRESS = 64;
    /** Who has an address of IPv6 has all others that begin with the same 64 bits. */
    private static final int NETWORK_BYTES = 8;

    private static final Duration KNOWN = Duration.ofDays(7);
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final int perAddress;
    private final int perAccount;
    private final Clock clock;
    private final Cache<String, Window> addresses = windows();
    private final Cache<String, Window> accounts = windows();
    private final Cache<String, Window> knownPairs = windows();
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

    /** One attempt in a window, which can be taken back from there as long as it is the same window. */
    private record Count(Cache<String, Window> windows, String key, Window window, int most) {

        boolean isTooMuch() {
            return window.attempts() > most;
        }

        void takeBack() {
            windows.asMap()
                    .computeIfPresent(
                            key,
                            (k, now) -> now.startMillis() == window.startMillis()
                                    ? new Window(now.startMillis(), now.attempts() - 1)
                                    : now);
        }
    }

    /**
     * An attempt that was counted.
     *
     * @param pair name and address, to know again if the attempt succeeds; empty if they are not to be known
     * @param pause how long to wait; empty if the attempt may be made
     */
    record Attempt(String pair, List<Count> counts, Optional<Duration> pause) {}

    /** Counts an attempt to guess a password. */
    Attempt byPassword(String name, String address) {
        // No account has a name that is not valid, so all of those can share one count.
        String account = Names.isValid(name) ? name : "";
        String network = network(address);
        String pair = network + " " + account;
        if (known.getIfPresent(pair) != null) {
            return attempt(pair, List.of(count(knownPairs, pair, perAccount)));
        }
        Count byAddress = count(addresses, network, perAddress);
        return attempt(
                pair,
                byAddress.isTooMuch() ? List.of(byAddress) : List.of(byAddress, count(accounts, account, perAccount)));
    }

    /** Counts an attempt with something that cannot be guessed but takes work to verify. */
    Attempt byIdToken(String address) {
        return attempt("", List.of(count(addresses, network(address), perAddress)));
    }

    private Attempt attempt(String pair, List<Count> counts) {
        return new Attempt(
                pair,
                counts,
                counts.stream().filter(Count::isTooMuch).findFirst().map(this::pause));
    }

    private Duration pause(Count count) {
        return Duration.ofMillis(count.window().startMillis() + WINDOW.toMillis() - clock.millis());
    }

    private Count count(Cache<String, Window> windows, String key, int most) {
        long now = clock.millis();
        Window window = windows.asMap()
                .merge(
                        key,
                        new Window(now, 1),
                        (old, one) -> old.startMillis() + WINDOW.toMillis() <= now
                                ? one
                                : new Window(old.startMillis(), Math.min(old.attempts() + 1, most + 1)));
        return new Count(windows, key, window, most);
    }

    /** Somebody got in: the attempt was no guess. */
    void succeeded(Attempt attempt) {
        attempt.counts().forEach(Count::takeBack);
        if (!attempt.pair().isEmpty()) {
            known.put(attempt.pair(), true);
        }
    }

    /** What those addresses have in common that one client can choose from. */
    private static String network(String address) {
        try {
            if (InetAddress.ofLiteral(address) instanceof Inet6Address v6) {
                return HexFormat.of().formatHex(Arrays.copyOf(v6.getAddress(), NETWORK_BYTES)) + "/64";
            }
            return address;
        } catch (IllegalArgumentException e) {
            return address.substring(0, Math.min(address.length(), LONGEST_ADDRESS));
        }
    }
}
