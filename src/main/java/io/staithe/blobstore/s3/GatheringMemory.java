package io.staithe.blobstore.s3;

import io.staithe.blobstore.s3.BufferMemory.Lease;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The memory that one writer gathers bytes in: a lease that makes way for a larger one as bytes come. Used by one thread. */
final class GatheringMemory {

    private final BufferMemory memory;
    private @Nullable Lease lease;

    GatheringMemory(BufferMemory memory) {
        this.memory = memory;
    }

    /** Whether there is memory for so many bytes, or as much as one can have. */
    boolean suffices(long bytes) {
        return lease != null && lease.bytes() >= Math.min(bytes, memory.mostAtOnce());
    }

    /** Whether it is so much that nobody may wait for more while holding it. */
    boolean isLarge() {
        return lease != null && lease.bytes() > BufferMemory.SMALL_BYTES;
    }

    /** Whether others wait for memory of this kind. */
    boolean isWanted() {
        return lease != null && lease.isWanted();
    }

    /** Takes so many bytes, if they are free, in place of those that are held. */
    boolean tryExchange(long bytes) {
        Optional<Lease> free = memory.tryTake(atMost(bytes));
        free.ifPresent(this::replace);
        return free.isPresent();
    }

    /** Waits for so many bytes, which take the place of those that are held. */
    void exchange(long bytes) throws IOException {
        replace(memory.take(atMost(bytes)));
    }

    private long atMost(long bytes) {
        return Math.min(bytes, memory.mostAtOnce());
    }

    private void replace(Lease next) {
        release();
        lease = next;
    }

    void release() {
        if (lease != null) {
            lease.close();
            lease = null;
        }
    }
}
