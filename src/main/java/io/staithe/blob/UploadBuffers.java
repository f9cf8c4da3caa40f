package io.staithe.blob;

import java.util.concurrent.Semaphore;

/**
 * Memory that uploads gather bytes in. Large buffers as long as the memory for them lasts; a request that finds none
 * left goes on with a small one, which is slower and never fails. Thread-safe.
 */
final class UploadBuffers {

    private static final int SMALL_BYTES = 8 << 10;

    /** Slow clients may hold all of it at once, and connections take most of a small heap. */
    private static final int MOST_OF_HEAP = 8;

    private final int largeBytes;
    private final Semaphore large;

    /**
     * Shares out memory.
     *
     * @param largeBytes of one large buffer
     * @param memoryBytes of all large buffers together
     */
    UploadBuffers(int largeBytes, long memoryBytes) {
        this.largeBytes = largeBytes;
        this.large = new Semaphore(Math.clamp(memoryBytes / largeBytes, 1, Integer.MAX_VALUE));
    }

    static UploadBuffers of(UploadProperties properties) {
        return new UploadBuffers(
                (int) properties.bufferSize().toBytes(),
                Math.min(
                        properties.bufferMemory().toBytes(),
                        Runtime.getRuntime().maxMemory() / MOST_OF_HEAP));
    }

    /** Memory of one request, given back when closed. */
    record Buffer(byte[] bytes, Semaphore from) implements AutoCloseable {
        @Override
        public void close() {
            if (bytes.length > SMALL_BYTES) {
                from.release();
            }
        }
    }

    /** @param contentLength bytes that will come; -1 if it is not known */
    Buffer take(long contentLength) {
        int wanted = contentLength < 0 ? largeBytes : Math.clamp(contentLength, 1, largeBytes);
        boolean small = wanted <= SMALL_BYTES || !large.tryAcquire();
        return new Buffer(new byte[small ? Math.min(wanted, SMALL_BYTES) : wanted], large);
    }
}
