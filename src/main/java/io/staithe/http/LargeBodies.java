package io.staithe.http;

import io.staithe.blob.BodyCutException;
import io.staithe.oci.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Bounds the memory of manifests on their way in. Small ones pass; a large one waits, with its connection, until one of
 * the places for large ones is free, and keeps it until it is stored, or until it has been too slow. Thread-safe.
 */
final class LargeBodies {

    /** Nearly all manifests are far smaller. */
    static final int SMALL_BYTES = 64 << 10;

    private final Semaphore places;
    private final Duration longest;
    private final LongSupplier nanoTime;

    /**
     * Gives out places.
     *
     * @param longest how long a body may keep a place while it arrives
     * @param nanoTime as {@link System#nanoTime()}
     */
    LargeBodies(int atOnce, Duration longest, LongSupplier nanoTime) {
        this.places = new Semaphore(atOnce, true);
        this.longest = longest;
        this.nanoTime = nanoTime;
    }

    /** What is done with a body. */
    @FunctionalInterface
    interface Use {
        void accept(byte[] body) throws IOException;
    }

    /**
     * Reads a body and uses it.
     *
     * @param most bytes that are read; one more than is allowed, for the use to see that there are too many
     * @throws BodyCutException if the client fails
     * @throws Refusal 408 if the client keeps a place for too long, 429 if no place became free
     */
    void read(InputStream stream, int most, Use use) throws IOException {
        byte[] start = take(stream, Math.min(SMALL_BYTES, most));
        if (start.length < SMALL_BYTES) {
            use.accept(start);
            return;
        }
        waitForPlace();
        try {
            use.accept(complete(start, stream, most));
        } finally {
            places.release();
        }
    }

    private void waitForPlace() {
        try {
            if (places.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Refusal(
                429,
                ErrorCode.TOOMANYREQUESTS,
                "too many large manifests are being pushed: try again in a moment",
                Map.of("Retry-After", "5"));
    }

    private static byte[] take(InputStream stream, int most) throws BodyCutException {
        try {
            return stream.readNBytes(most);
        } catch (IOException e) {
            throw new BodyCutException(e);
        }
    }

    private byte[] complete(byte[] start, InputStream stream, int most) throws BodyCutException {
        long began = nanoTime.getAsLong();
        byte[] body = Arrays.copyOf(start, most);
        int size = start.length;
        int count = next(stream, body, size);
        while (count > 0) {
            size += count;
            requireTime(began);
            count = next(stream, body, size);
        }
        return Arrays.copyOf(body, size);
    }

    /** Bytes that came; 0 or less at the end of the body or of the room. */
    private static int next(InputStream stream, byte[] body, int size) throws BodyCutException {
        try {
            return stream.read(body, size, body.length - size);
        } catch (IOException e) {
            throw new BodyCutException(e);
        }
    }

    private void requireTime(long began) {
        if (nanoTime.getAsLong() - began > longest.toNanos()) {
            throw new Refusal(
                    408,
                    ErrorCode.SIZE_INVALID,
                    "the manifest did not arrive within " + longest.toSeconds()
                            + " s: push it over a faster connection");
        }
    }
}
