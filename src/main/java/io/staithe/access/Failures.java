package io.staithe.access;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The failures of one minute, and the attempts that may still become one. As long as those in hand could be too many, the
 * next one waits: so no more than the most guesses are made, and who has the right password is never refused for others
 * who have theirs. Thread-safe.
 */
final class Failures {

    static final Duration WINDOW = Duration.ofMinutes(1);
    /** An attempt may take long, since an issuer of ID tokens can hang. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    /** For each attempt that may be in hand so many may wait: each of them holds a request. */
    private static final int WAITING_FOR_EACH = 5;

    private final Clock clock;
    private long startMillis;
    private int failed;
    private int inHand;
    private int waiting;

    Failures(Clock clock) {
        this.clock = clock;
        this.startMillis = clock.millis();
    }

    /** Takes part as soon as that is possible; otherwise says how long to wait for another attempt. */
    synchronized Optional<Duration> enter(int most) {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (count() < most && count() + inHand >= most) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0 || waiting >= most * WAITING_FOR_EACH) {
                return Optional.of(LONGEST_WAIT);
            }
            waiting++;
            try {
                wait(Math.min(left, Math.max(1, untilNextWindow())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of(LONGEST_WAIT);
            } finally {
                waiting--;
            }
        }
        if (count() >= most) {
            return Optional.of(Duration.ofMillis(untilNextWindow()));
        }
        inHand++;
        return Optional.empty();
    }

    synchronized void leave(boolean succeeded) {
        inHand--;
        if (!succeeded) {
            count();
            failed++;
        }
        notifyAll();
    }

    private long untilNextWindow() {
        return startMillis + WINDOW.toMillis() - clock.millis();
    }

    /** Those of a minute; with the first one after that another minute begins. */
    private int count() {
        long now = clock.millis();
        if (startMillis + WINDOW.toMillis() <= now) {
            startMillis = now;
            failed = 0;
        }
        return failed;
    }
}
