package io.staithe.blobstore.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all uploads of this process gather parts in. Who finds none left waits, in the order of arrival.
 *
 * <p>Nobody can wait for ever: small amounts come from a share of their own, and one who holds a large amount never waits
 * for more while he holds it. So whoever holds a large amount can finish, and whoever holds a small one gets a large one
 * in the end. Thread-safe.
 */
final class BufferMemory {

    /** What is taken before anybody knows how much will come. Most blobs that are not layers fit. */
    static final long SMALL_BYTES = 256 << 10;

    private static final int UNIT_BYTES = 64 << 10;
    private static final int SHARE_FOR_SMALL = 8;

    private final Semaphore small;
    private final Semaphore large;
    private final long largeBytes;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();

    BufferMemory(long bytes) {
        int units = units(bytes);
        int smallUnits = Math.max(units / SHARE_FOR_SMALL, units(SMALL_BYTES));
        this.small = new Semaphore(smallUnits, true);
        this.large = new Semaphore(units - smallUnits, true);
        this.largeBytes = (long) (units - smallUnits) * UNIT_BYTES;
    }

    /** The most that one can take. */
    long mostAtOnce() {
        return largeBytes;
    }

    /** Memory in use, in bytes. */
    long used() {
        return used.get();
    }

    /** The most that was ever in use, in bytes. */
    long peak() {
        return peak.get();
    }

    /** How many wait for memory; an estimate, for a metric. */
    int waiting() {
        return small.getQueueLength() + large.getQueueLength();
    }

    /** Waits for memory. */
    Lease take(long bytes) throws IOException {
        Semaphore pool = pool(bytes);
        try {
            pool.acquire(units(bytes));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for memory to gather a part in");
        }
        return new Lease(pool, bytes);
    }

    /** Memory that is free now, if nobody waits for it. */
    Optional<Lease> tryTake(long bytes) {
        Semaphore pool = pool(bytes);
        boolean free = !pool.hasQueuedThreads() && pool.tryAcquire(units(bytes));
        return free ? Optional.of(new Lease(pool, bytes)) : Optional.empty();
    }

    private Semaphore pool(long bytes) {
        return bytes <= SMALL_BYTES ? small : large;
    }

    private static int units(long bytes) {
        return Math.toIntExact(Math.ceilDiv(bytes, UNIT_BYTES));
    }

    /** Memory of one holder, given back when it is closed. Closing it again changes nothing. */
    final class Lease implements AutoCloseable {

        private final Semaphore pool;
        private final long bytes;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Lease(Semaphore pool, long bytes) {
            this.pool = pool;
            this.bytes = bytes;
            peak.accumulateAndGet(used.addAndGet((long) units(bytes) * UNIT_BYTES), Math::max);
        }

        long bytes() {
            return bytes;
        }

        /** Whether others wait for memory of this kind. */
        boolean isWanted() {
            return pool.hasQueuedThreads();
        }

        @Override
        public void close() {
            if (open.getAndSet(false)) {
                used.addAndGet(-(long) units(bytes) * UNIT_BYTES);
                pool.release(units(bytes));
            }
        }
    }
}
