package io.staithe.blobstore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What the contracts of a store share: two nodes on the same bytes, and contents that can be told apart. */
abstract class BlobStoreFixture {

    private final RandomGenerator keys = new SplittableRandom();

    /** The store under test, the same object each time. */
    protected abstract BlobStore store() throws IOException;

    /** A new object on the same bytes, which knows nothing of what others hold in memory. */
    protected abstract BlobStore otherNode() throws IOException;

    /** Later than any bytes were written. */
    protected static Instant inAnHour() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    protected final synchronized StorageKey newKey() {
        return StorageKey.random(keys);
    }

    protected final StorageKey commit(byte[] content) throws IOException {
        return write(store(), newKey(), content);
    }

    /** @return the key by which the bytes can be opened */
    protected static StorageKey write(BlobStore store, StorageKey key, byte[] content) throws IOException {
        try (BlobWriter writer = store.create(key)) {
            writer.write(ByteBuffer.wrap(content));
            return writer.commit().key();
        }
    }

    /** The same bytes each time, and a different beginning for each size. */
    protected static byte[] bytes(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    protected static byte[] part(byte[] content, int offset, int length) {
        return Arrays.copyOfRange(content, offset, offset + length);
    }

    protected static byte[] part(BlobContent content, int offset, int length) throws IOException {
        try (InputStream stream = content.read(offset, length)) {
            return stream.readAllBytes();
        }
    }

    protected static byte[] all(BlobContent content) throws IOException {
        return part(content, 0, (int) content.size());
    }

    /** The keys and sizes that a walk visits. */
    protected final Map<StorageKey, Long> keys(Instant olderThan) throws IOException {
        Map<StorageKey, Long> found = new HashMap<>();
        store().forEach(olderThan, found::put);
        return found;
    }
}
