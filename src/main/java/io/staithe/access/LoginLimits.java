package io.staithe.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever guesses passwords: by address, and by account for addresses that never got in there. An address
 * from which somebody got into an account lately has a count of its own for that account, so that strangers elsewhere
 * cannot lock anybody out. Thread-safe.
 */
final class LoginLimits {

    private static final int MOST_KEYS = 100_000;
    private static final Duration KNOWN = Duration.ofDays(7);

    private final int perAddress;
    private final int perAccount;
    private final Clock clock;
    private final Cache<String, Failures> addresses = windows();
    private final Cache<String, Failures> accounts = windows();
    private final Cache<String, Failures> knownPairs = windows();
    private final Cache<String, Boolean> known =
            Caffeine.newBuilder().maximumSize(MOST_KEYS).expireAfterWrite(KNOWN).build();

    LoginLimits(int perAddress, int perAccount, Clock clock) {
        this.perAddress = perAddress;
        this.perAccount = perAccount;
        this.clock = clock;
    }

    private static Cache<String, Failures> windows() {
        return Caffeine.newBuilder()
                .maximumSize(MOST_KEYS)
                .expireAfterAccess(Failures.WINDOW)
                .build();
    }

    /**
     * An attempt that has begun or was refused. It ends by {@link #close}, as a failure unless it was said that it was none.
     */
    final class Attempt implements AutoCloseable {

        private final String pair;
        private final List<Failures> entered = new ArrayList<>();
        private @Nullable Duration pause;
        private boolean guess = true;

        /** @param pair name and address, to know again if the attempt succeeds; empty if they are not to be known */
        private Attempt(String pair) {
            this.pair = pair;
        }

        private Attempt enter(Cache<String, Failures> windows, String key, int most) {
            if (pause == null) {
                Failures failures = windows.get(key, k -> new Failures(clock));
                pause = failures.enter(most).orElse(null);
                if (pause == null) {
                    entered.add(failures);
                }
            }
            return this;
        }

        /** How long to wait; empty if the attempt may be made. */
        Optional<Duration> pause() {
            return Optional.ofNullable(pause);
        }

        /** Somebody got in: the attempt was no guess. */
        void succeeded() {
            guess = false;
            if (!pair.isEmpty()) {
                known.put(pair, true);
            }
        }

        /** Nobody could tell whether it was right. */
        void undecided() {
            guess = false;
        }

        @Override
        public void close() {
            // An attempt that was refused on the way was none.
            boolean failed = guess && pause == null;
            entered.forEach(failures -> failures.leave(!failed));
        }
    }

    /** Begins an attempt to log in with a password, maybe a guessed one. */
    Attempt byPassword(String name, String address) {
        // No account has a name that is not valid, so all of those can share one count.
        String account = Names.isValid(name) ? name : "";
        String network = Network.of(address);
        String pair = network + " " + account;
        Attempt attempt = new Attempt(pair);
        return known.getIfPresent(pair) != null
                ? attempt.enter(knownPairs, pair, perAccount)
                : attempt.enter(addresses, network, perAddress).enter(accounts, account, perAccount);
    }

    /** Begins an attempt with something that cannot be guessed but takes work to verify. */
    Attempt byIdToken(String address) {
        return new Attempt("").enter(addresses, Network.of(address), perAddress);
    }
}
