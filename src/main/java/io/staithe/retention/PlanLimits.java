package io.staithe.retention;

import io.staithe.oci.RepositoryName;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Bounds what looks at whole repositories cost that anybody may ask for who maintains one: how many run at once, and for how
 * long. Thread-safe.
 */
final class PlanLimits {

    private final Duration longest;
    private final int atOnce;
    private final Semaphore places;

    PlanLimits(Duration longest, int atOnce) {
        this.longest = longest;
        this.atOnce = atOnce;
        this.places = new Semaphore(atOnce);
    }

    /** @throws PlanRefusedException if too many run already */
    <T> T within(Supplier<T> look) {
        if (!places.tryAcquire()) {
            throw PlanRefusedException.busy(atOnce);
        }
        try {
            return look.get();
        } finally {
            places.release();
        }
    }

    /** Says whether a look that begins now may go on. */
    BooleanSupplier time() {
        long begin = System.nanoTime();
        return () -> System.nanoTime() - begin < longest.toNanos();
    }

    /** Says whether it may spend time on what can be left out. */
    BooleanSupplier halfTime() {
        long begin = System.nanoTime();
        return () -> System.nanoTime() - begin < longest.toNanos() / 2;
    }

    /** As {@link #time}, but fails if it may not. */
    BooleanSupplier timeFor(RepositoryName repository) {
        BooleanSupplier time = time();
        return () -> {
            if (!time.getAsBoolean()) {
                throw PlanRefusedException.tooLong(repository, longest);
            }
            return true;
        };
    }
}
