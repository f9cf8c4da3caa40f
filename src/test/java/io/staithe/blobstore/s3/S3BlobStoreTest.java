package io.staithe.blobstore.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BlobStoreContract;
import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import io.staithe.testing.S3Server;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

class S3BlobStoreTest extends BlobStoreContract {

    private static final int LARGE = 30 << 20;

    private final S3Server server = S3Server.shared();
    private final String prefix = S3Server.newPrefix();
    private final List<S3BlobStore> nodes = new ArrayList<>();
    private final BlobStore store = otherNode();

    @Override
    protected BlobStore store() {
        return store;
    }

    @Override
    protected BlobStore otherNode() {
        S3BlobStore node = S3Stores.of(server, prefix, Map.of("part-size", "5MB", "buffer-memory", "64MB"));
        nodes.add(node);
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(S3BlobStore::close);
    }

    @Override
    protected void requireNoParts() {
        try (S3Client client = server.client()) {
            assertThat(client.listMultipartUploads(
                                    request -> request.bucket(server.bucket()).prefix(prefix))
                            .uploads())
                    .isEmpty();
        }
    }

    @Test
    void manyPartsMakeOneBlob() throws IOException {
        StorageKey key = commit(bytes(LARGE));
        assertThat(all(otherNode().open(key))).isEqualTo(bytes(LARGE));
        requireNoParts();
    }

    @Test
    void aWriterThatIsClosedLeavesNoParts() throws IOException {
        try (BlobWriter writer = store.create(newKey())) {
            writer.write(ByteBuffer.wrap(bytes(LARGE)));
        }
        requireNoParts();
        assertThat(keys(inAnHour())).isEmpty();
    }

    /** As a node does that is killed in the middle of a request. */
    @Test
    @SuppressWarnings("MustBeClosed") // it never is: that is what is left over
    void thePartsOfAWriterThatNeverEndedGoWhenNobodyNeedsThem() throws IOException {
        BlobWriter killed = store.create(newKey());
        killed.write(ByteBuffer.wrap(bytes(LARGE)));
        try (BlobWriter needed = store.create(newKey())) {
            needed.write(ByteBuffer.wrap(bytes(LARGE)));
            assertThat(store.removeUnfinished(Instant.EPOCH, keys -> keys)).isZero();
            assertThat(store.removeUnfinished(inAnHour(), keys -> Set.of())).isZero();
            assertThat(all(store.open(needed.commit().key()))).isEqualTo(bytes(LARGE));
        }
        store.removeUnfinished(inAnHour(), keys -> keys);
        requireNoParts();
    }

    @Test
    void theMarkIsReadAsItWasWrittenAndIsNoBlob() throws IOException {
        S3Properties properties = S3Stores.properties(server, prefix, Map.of());
        S3Mark mark = new S3Mark(nodes.getFirst().bucket(), properties);
        assertThat(mark.read()).isEmpty();
        mark.write("an identity");
        mark.write("an identity");
        assertThat(mark.read()).contains("an identity");
        assertThat(mark.place()).isEqualTo("s3://" + server.bucket() + "/" + prefix + "staithe-store");
        assertThat(keys(inAnHour())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, LARGE})
    void aWriterThatWasOutrunLeavesNothing(int size) throws IOException {
        try (BlobWriter suspended = store.create(newKey());
                BlobWriter committed = store.create(newKey())) {
            suspended.write(ByteBuffer.wrap(bytes(size)));
            suspended.suspend();
            suspended.revoke();
            committed.write(ByteBuffer.wrap(bytes(size)));
            var _ = committed.commit();
            committed.revoke();
        }
        requireNoParts();
        assertThat(keys(inAnHour())).isEmpty();
    }

    /** What each of two nodes committed has the bytes that it wrote, or is known not to be certain. */
    @Test
    void twoWritersOfOneUploadNeverMeet() throws IOException {
        StorageKey key = newKey();
        List<Map<StorageKey, byte[]>> committed = new ArrayList<>();
        for (WriteState state : List.of(suspended(key), suspended(key, bytes(1000)), suspended(key, bytes(LARGE)))) {
            committed.add(race(key, state, LARGE));
            committed.add(race(key, state, 100));
        }
        for (Map<StorageKey, byte[]> each : committed) {
            for (Map.Entry<StorageKey, byte[]> blob : each.entrySet()) {
                byte[] found = all(store.open(blob.getKey()));
                byte[] end = part(found, found.length - blob.getValue().length, blob.getValue().length);
                assertThat(end).isEqualTo(blob.getValue());
            }
        }
    }

    /** @return what was certainly committed, with its last bytes */
    private Map<StorageKey, byte[]> race(StorageKey key, WriteState state, int size) throws IOException {
        Map<StorageKey, byte[]> certain = new HashMap<>();
        byte[] first = bytes(size);
        byte[] second = first.clone();
        second[size - 1]++;
        try (BlobWriter one = store.resume(key, state);
                BlobWriter other = otherNode().resume(key, state)) {
            one.write(ByteBuffer.wrap(first));
            other.write(ByteBuffer.wrap(second));
            commit(one, first, certain);
            commit(other, second, certain);
        }
        return certain;
    }

    private static void commit(BlobWriter writer, byte[] end, Map<StorageKey, byte[]> certain) {
        try {
            BlobWriter.Committed committed = writer.commit();
            if (committed.certain()) {
                assertThat(certain).doesNotContainKey(committed.key());
                certain.put(committed.key(), end);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("failed");
        }
    }
}
