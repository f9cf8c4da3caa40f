package io.staithe.blobstore.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BlobStoreContract;
import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One folder of several nodes, each of which writes to files of its own. */
class SharedFolderTest extends BlobStoreContract {

    private final Path folder;
    private final AtomicInteger nodes = new AtomicInteger();
    private final BlobStore store;

    SharedFolderTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.store = otherNode();
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Override
    protected BlobStore otherNode() throws IOException {
        return new FilesystemBlobStore(folder, Durability.KERNEL, "node" + nodes.incrementAndGet());
    }

    /** A node that was outrun may make the file of a blob longer before it notices. */
    @Test
    @Override
    protected void whatHasAnotherSizeThanTheCallerKnowsIsLost() throws IOException {
        StorageKey key = commit(bytes(10));
        assertThatExceptionOfType(BytesLostException.class).isThrownBy(() -> store().open(key, 11));
        assertThat(all(store().open(key, 9))).isEqualTo(part(bytes(10), 0, 9));
    }

    /** Whatever another node writes to the same upload at the same time, and however long it lives. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 300_000})
    void acknowledgedBytesAreNeverThoseOfAnotherWriter(int before) throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(before));
        try (BlobWriter other = otherNode().resume(key, state);
                BlobWriter oldOne = store().resume(key, state)) {
            oldOne.write(ByteBuffer.wrap(bytes(10)));
            WriteState acknowledged = append(otherNode(), key, state, 500);
            other.write(ByteBuffer.wrap(bytes(700)));
            other.suspend();
            acknowledged = append(otherNode(), key, acknowledged, 600);
            StorageKey committed = commit(otherNode(), key, acknowledged);
            oldOne.write(ByteBuffer.wrap(bytes(3000)));
            oldOne.suspend();
            oldOne.revoke();
            other.revoke();
            byte[] found = all(store().open(committed, before + 1100));
            assertThat(part(found, 0, before)).isEqualTo(bytes(before));
            assertThat(part(found, before, 500)).isEqualTo(bytes(500));
            assertThat(part(found, before + 500, 600)).isEqualTo(bytes(600));
        }
    }

    @Test
    void aFileThatWasTakenAsItIsMayGrowWithoutHarm() throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(1000));
        try (BlobWriter paused = store().resume(key, state)) {
            StorageKey committed = commit(otherNode(), key, state);
            paused.write(ByteBuffer.wrap(bytes(10)));
            assertThat(all(otherNode().open(committed, 1000))).isEqualTo(bytes(1000));
        }
        assertThat(keys(inAnHour())).hasSize(1).containsValue(1000L);
    }

    @Test
    void whatTheNodesBeforeWroteIsSuperfluousAfterTheCommit() throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(1000));
        state = append(otherNode(), key, append(otherNode(), key, state, 10), 20);
        try (BlobWriter writer = otherNode().resume(key, state)) {
            writer.write(ByteBuffer.wrap(bytes(30)));
            BlobWriter.Committed committed = writer.commit();
            assertThat(committed.superfluous()).hasSize(3);
            assertThat(store().delete(committed.superfluous())).isEmpty();
            assertThat(keys(inAnHour())).containsOnlyKeys(committed.key());
        }
    }

    private static WriteState append(BlobStore node, StorageKey key, WriteState state, int size) throws IOException {
        try (BlobWriter writer = node.resume(key, state)) {
            writer.write(ByteBuffer.wrap(bytes(size)));
            return writer.suspend();
        }
    }

    private static StorageKey commit(BlobStore node, StorageKey key, WriteState state) throws IOException {
        try (BlobWriter writer = node.resume(key, state)) {
            return writer.commit().key();
        }
    }
}
