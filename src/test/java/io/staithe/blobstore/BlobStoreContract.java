package io.staithe.blobstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every back end does: here when it stores, gives back and removes bytes, in the classes above when a write goes on
 * elsewhere and when the sweep asks. A back end's test extends this one and says how its store is made.
 */
public abstract class BlobStoreContract extends BlobWriterContract {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 3_000_000})
    void whatWasCommittedIsReadByAnyNode(int size) throws IOException {
        byte[] content = bytes(size);
        StorageKey key = commit(content);
        BlobContent read = otherNode().open(key);
        assertThat(read.size()).isEqualTo(size);
        assertThat(all(read)).isEqualTo(content);
    }

    @Test
    void anyPartCanBeRead() throws IOException {
        byte[] content = bytes(1000);
        BlobContent read = store().open(commit(content));
        assertThat(part(read, 0, 1)).isEqualTo(part(content, 0, 1));
        assertThat(part(read, 999, 1)).isEqualTo(part(content, 999, 1));
        assertThat(part(read, 10, 500)).isEqualTo(part(content, 10, 500));
        assertThat(part(read, 0, 1000)).isEqualTo(content);
        assertThat(part(read, 1000, 0)).isEmpty();
    }

    @Test
    void aWriterTakesAllRemainingBytesOfEachBufferAndCountsThem() throws IOException {
        StorageKey key = newKey();
        try (BlobWriter writer = store().create(key)) {
            assertThat(writer.size()).isZero();
            ByteBuffer middle = ByteBuffer.wrap("xxabcxx".getBytes(UTF_8), 2, 3);
            writer.write(middle);
            assertThat(middle.hasRemaining()).isFalse();
            writer.write(ByteBuffer.allocate(0));
            writer.write(
                    ByteBuffer.allocateDirect(2).put((byte) 'd').put((byte) 'e').flip());
            assertThat(writer.size()).isEqualTo(5);
            StorageKey committed = writer.commit().key();
            assertThat(all(store().open(committed))).asString(UTF_8).isEqualTo("abcde");
        }
    }

    @Test
    void contentIsReadByManyAtOnce() throws Exception {
        byte[] content = bytes(500_000);
        StorageKey key = commit(content);
        inParallel(16, n -> assertThat(all(store().open(key))).isEqualTo(content));
    }

    @Test
    void manyKeysAreWrittenAtOnce() throws Exception {
        inParallel(200, n -> {
            byte[] content = bytes(n * 37);
            StorageKey key = commit(content);
            assertThat(all(otherNode().open(key))).isEqualTo(content);
        });
    }

    @Test
    void neighboursInOneFolderThatDidNotExistAreWrittenAtOnce() throws Exception {
        String folder = newKey().value().replace('/', '-');
        inParallel(50, n -> {
            StorageKey key = new StorageKey(folder + "/deep/" + n);
            StorageKey committed = write(store(), key, bytes(n));
            assertThat(all(otherNode().open(committed))).isEqualTo(bytes(n));
        });
    }

    @Test
    void aKeyMayBeAsDeepAsThoseOfOtherRegistries() throws IOException {
        String hex = "0123456789abcdef".repeat(4);
        StorageKey key = new StorageKey("docker/registry/v2/blobs/sha256/01/" + hex + "/data");
        StorageKey committed = write(store(), key, bytes(10));
        assertThat(all(otherNode().open(committed))).isEqualTo(bytes(10));
    }

    @Test
    void whatWasNeverWrittenCannotBeOpened() {
        assertThatExceptionOfType(BytesLostException.class).isThrownBy(() -> store().open(newKey()));
    }

    @Test
    void whatWasDeletedCannotBeOpened() throws IOException {
        StorageKey key = commit(bytes(10));
        otherNode().delete(key);
        assertThatExceptionOfType(BytesLostException.class).isThrownBy(() -> store().open(key));
    }

    @Test
    void deletingWhatIsNotThereSucceeds() throws IOException {
        StorageKey key = commit(bytes(10));
        store().delete(key);
        store().delete(key);
        store().delete(newKey());
        assertThatExceptionOfType(BytesLostException.class).isThrownBy(() -> store().open(key));
    }

    @Test
    void deletingTakesNothingElseAway() throws IOException {
        StorageKey key = newKey();
        StorageKey deleted = write(store(), key, bytes(3));
        List<StorageKey> others = writeNeighbours(key);
        store().delete(deleted);
        for (StorageKey other : others) {
            assertThat(all(store().open(other))).isEqualTo(bytes(3));
        }
    }

    @Test
    void discardingTakesNothingElseAway() throws IOException {
        StorageKey key = newKey();
        suspended(key, bytes(3));
        List<StorageKey> others = writeNeighbours(key);
        store().discard(key, null);
        for (StorageKey other : others) {
            assertThat(all(store().open(other))).isEqualTo(bytes(3));
        }
        assertThat(keys(inAnHour())).containsOnlyKeys(others);
    }

    private List<StorageKey> writeNeighbours(StorageKey key) throws IOException {
        StorageKey longer = new StorageKey(key.value() + "0");
        StorageKey sibling = new StorageKey(key.value().substring(0, key.value().length() - 1) + "-");
        return List.of(write(store(), longer, bytes(3)), write(store(), sibling, bytes(3)));
    }

    @Test
    void manyAreDeletedAtOnceWhetherTheyAreThereOrNot() throws IOException {
        List<StorageKey> keys = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            keys.add(commit(bytes(n)));
            keys.add(newKey());
        }
        StorageKey kept = commit(bytes(100));
        assertThat(store().delete(keys)).isEmpty();
        assertThat(store().delete(List.of())).isEmpty();
        assertThat(keys(inAnHour())).containsOnlyKeys(kept);
    }

    @Test
    protected void whatHasAnotherSizeThanTheCallerKnowsIsLost() throws IOException {
        StorageKey key = commit(bytes(10));
        assertThat(part(store().open(key, 10), 0, 10)).isEqualTo(bytes(10));
        for (int size : new int[] {9, 11}) {
            assertThatExceptionOfType(BytesLostException.class)
                    .isThrownBy(() -> part(store().open(key, size), 0, size));
        }
        assertThatExceptionOfType(BytesLostException.class).isThrownBy(() -> part(store().open(newKey(), 10), 0, 10));
    }

    @Test
    void theProbeSucceedsAndLeavesNothingBehind() throws Exception {
        inParallel(8, n -> store().probe());
        assertThat(keys(inAnHour())).isEmpty();
    }

    /** Runs an action many times, on many threads, and fails if one of them fails. */
    protected static void inParallel(int times, NumberedAction action) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<?>> runs = IntStream.range(0, times)
                    .<Future<?>>mapToObj(n -> threads.submit(() -> {
                        action.run(n);
                        return n;
                    }))
                    .toList();
            for (Future<?> run : runs) {
                run.get();
            }
        }
    }

    /** What {@link #inParallel} runs. */
    @FunctionalInterface
    protected interface NumberedAction {
        void run(int n) throws Exception;
    }
}
