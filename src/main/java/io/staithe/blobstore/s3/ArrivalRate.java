package io.staithe.blobstore.s3;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How fast bytes come, not counting the time that the store itself takes for them. Used by one thread. */
final class ArrivalRate {

    private static final Duration WINDOW = Duration.ofSeconds(30);

    private final long leastBytesPerSecond;
    private final LongSupplier nanoTime;
    private long waitingSince;
    private long waited;
    private long bytes;

    /** @param nanoTime as {@link System#nanoTime()} */
    ArrivalRate(long leastBytesPerSecond, LongSupplier nanoTime) {
        this.leastBytesPerSecond = leastBytesPerSecond;
        this.nanoTime = nanoTime;
        this.waitingSince = nanoTime.getAsLong();
    }

    /** Bytes have come. */
    void came(int count) {
        waited += nanoTime.getAsLong() - waitingSince;
        bytes += count;
    }

    /** The next bytes may come. */
    void next() {
        waitingSince = nanoTime.getAsLong();
    }

    /** Whether fewer bytes came than should in a time that is long enough to tell. Begins a new time if it is. */
    boolean isSlow() {
        if (waited < WINDOW.toNanos()) {
            return false;
        }
        boolean slow = bytes < leastBytesPerSecond * (waited / 1_000_000_000L);
        waited = 0;
        bytes = 0;
        return slow;
    }
}
