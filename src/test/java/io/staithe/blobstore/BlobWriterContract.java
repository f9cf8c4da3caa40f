package io.staithe.blobstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every back end does when a write is suspended, goes on elsewhere, fails or is given up. */
abstract class BlobWriterContract extends BlobSweepContract {

    @Test
    void anotherNodeGoesOnAfterASuspend() throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(1000));
        assertThat(state.size()).isEqualTo(1000);
        try (BlobWriter writer = otherNode().resume(key, state)) {
            assertThat(writer.size()).isEqualTo(1000);
            writer.write(ByteBuffer.wrap(bytes(500)));
            writer.commit();
        }
        assertThat(all(store().open(key))).isEqualTo(joined(bytes(1000), bytes(500)));
    }

    /** Sizes on both sides of the 5 MiB that an S3 part must have. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1000, (5 << 20) - 1, 5 << 20, (5 << 20) + 1})
    void piecesOfAnySizeMakeOneBlob(int size) throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(size));
        for (int i = 0; i < 2; i++) {
            try (BlobWriter writer = otherNode().resume(key, state)) {
                writer.write(ByteBuffer.wrap(bytes(size)));
                state = writer.suspend();
            }
        }
        try (BlobWriter writer = otherNode().resume(key, state)) {
            writer.commit();
        }
        assertThat(all(store().open(key))).isEqualTo(joined(bytes(size), bytes(size), bytes(size)));
    }

    @Test
    void aWriteCanBeSuspendedBeforeItsFirstByte() throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key);
        assertThat(state.size()).isZero();
        try (BlobWriter writer = otherNode().resume(key, state)) {
            writer.write(ByteBuffer.wrap(bytes(7)));
            writer.commit();
        }
        assertThat(all(store().open(key))).isEqualTo(bytes(7));
    }

    @Test
    void bytesAfterTheLastSuspendAreDroppedWhenTheWriterIsClosed() throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(1000));
        try (BlobWriter failing = store().resume(key, state)) {
            failing.write(ByteBuffer.wrap(bytes(300)));
        }
        try (BlobWriter writer = otherNode().resume(key, state)) {
            assertThat(writer.size()).isEqualTo(1000);
            writer.write(ByteBuffer.wrap(bytes(20)));
            writer.commit();
        }
        assertThat(all(store().open(key))).isEqualTo(joined(bytes(1000), bytes(20)));
    }

    @Test
    @SuppressWarnings("resource") // a node that dies does not close
    void bytesAfterTheLastSuspendAreDroppedWhenTheNodeDies() throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(1000));
        store().resume(key, state).write(ByteBuffer.wrap(bytes(300)));
        try (BlobWriter writer = otherNode().resume(key, state)) {
            writer.commit();
        }
        assertThat(all(store().open(key))).isEqualTo(bytes(1000));
    }

    @Test
    void anOlderStateDropsWhatALaterOneHad() throws IOException {
        StorageKey key = newKey();
        WriteState older = suspended(key, bytes(1000));
        try (BlobWriter unrecorded = store().resume(key, older)) {
            unrecorded.write(ByteBuffer.wrap(bytes(300)));
            unrecorded.suspend();
        }
        try (BlobWriter writer = otherNode().resume(key, older)) {
            writer.write(ByteBuffer.wrap(bytes(5)));
            writer.commit();
        }
        assertThat(all(store().open(key))).isEqualTo(joined(bytes(1000), bytes(5)));
    }

    @Test
    void aWriterThatIsClosedWithoutACommitTakesNothingAwayFromTheState() throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(1000));
        store().resume(key, state).close();
        try (BlobWriter writer = otherNode().resume(key, state)) {
            writer.commit();
        }
        assertThat(all(store().open(key))).isEqualTo(bytes(1000));
    }

    @Test
    void aWriteBeginsAgainAfterOneThatWasGivenUp() throws IOException {
        StorageKey key = newKey();
        try (BlobWriter failing = store().create(key)) {
            failing.write(ByteBuffer.wrap(bytes(1000)));
        }
        write(otherNode(), key, bytes(10));
        assertThat(all(store().open(key))).isEqualTo(bytes(10));
    }

    @Test
    @SuppressWarnings("resource") // a node that dies does not close
    void aWriteBeginsAgainAfterANodeThatDied() throws IOException {
        StorageKey key = newKey();
        store().create(key).write(ByteBuffer.wrap(bytes(1000)));
        write(otherNode(), key, bytes(10));
        assertThat(all(store().open(key))).isEqualTo(bytes(10));
    }

    @Test
    void closingAfterACommitChangesNothing() throws IOException {
        StorageKey key = newKey();
        BlobWriter writer = store().create(key);
        writer.write(ByteBuffer.wrap(bytes(10)));
        writer.commit();
        writer.close();
        writer.close();
        assertThat(all(otherNode().open(key))).isEqualTo(bytes(10));
    }

    @Test
    void aWriteWhoseBytesAreGoneCannotGoOn() throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(1000));
        store().delete(key);
        assertThatExceptionOfType(BytesLostException.class)
                .isThrownBy(() -> otherNode().resume(key, state));
    }

    @Test
    void aGivenUpWriteCanBeDeletedAndLeavesNothing() throws IOException {
        StorageKey key = newKey();
        store().create(key).close();
        store().delete(key);
        assertThat(keys(inAnHour())).isEmpty();
    }

    private WriteState suspended(StorageKey key, byte[]... pieces) throws IOException {
        try (BlobWriter writer = store().create(key)) {
            for (byte[] piece : pieces) {
                writer.write(ByteBuffer.wrap(piece));
            }
            return writer.suspend();
        }
    }

    private static byte[] joined(byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }
}
