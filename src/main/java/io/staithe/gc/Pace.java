package io.staithe.gc;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Spreads work over time, so that requests have room. Used by one thread. */
public final class Pace {

    private static final long LONGEST_NAP_MILLIS = 100;
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final long perSecond;
    private long free = System.nanoTime();

    /** @param perSecond rows or bytes; 0 for no limit */
    public Pace(long perSecond) {
        this.perSecond = perSecond;
    }

    /**
     * Waits until the work before is paid for, and notes what comes next.
     *
     * @param amount rows or bytes
     * @param mayGoOn asked while it waits
     * @return false if it may not go on
     */
    public boolean await(long amount, BooleanSupplier mayGoOn) {
        if (!mayGoOn.getAsBoolean()) {
            return false;
        }
        while (perSecond > 0 && free - System.nanoTime() > 0) {
            if (!nap() || !mayGoOn.getAsBoolean()) {
                return false;
            }
        }
        if (perSecond > 0) {
            free = Math.max(free, System.nanoTime()) + (long) (amount * NANOS_PER_SECOND / perSecond);
        }
        return true;
    }

    private boolean nap() {
        long millis = Duration.ofNanos(free - System.nanoTime()).toMillis();
        try {
            Thread.sleep(Math.clamp(millis, 1, LONGEST_NAP_MILLIS));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
