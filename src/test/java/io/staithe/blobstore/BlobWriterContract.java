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
            StorageKey committed = writer.commit().key();
            assertThat(all(store().open(committed))).isEqualTo(joined(bytes(1000), bytes(500)));
        }
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
            StorageKey committed = writer.commit().key();
            assertThat(all(store().open(committed))).isEqualTo(joined(bytes(size), bytes(size), bytes(size)));
        }
    }

    @Test
    void aWriteCanBeSuspendedBeforeItsFirstByte() throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key);
        assertThat(state.size()).isZero();
        try (BlobWriter writer = otherNode().resume(key, state)) {
            writer.write(ByteBuffer.wrap(bytes(7)));
            StorageKey committed = writer.commit().key();
            assertThat(all(store().open(committed))).isEqualTo(bytes(7));
        }
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
            StorageKey committed = writer.commit().key();
            assertThat(all(store().open(committed))).isEqualTo(joined(bytes(1000), bytes(20)));
        }
    }

    @Test
    @SuppressWarnings("resource") // a node that dies does not close
    void bytesAfterTheLastSuspendAreDroppedWhenTheNodeDies() throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(1000));
        store().resume(key, state).write(ByteBuffer.wrap(bytes(300)));
        try (BlobWriter writer = otherNode().resume(key, state)) {
            StorageKey committed = writer.commit().key();
            assertThat(all(store().open(committed))).isEqualTo(bytes(1000));
        }
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
            StorageKey committed = writer.commit().key();
            assertThat(all(store().open(committed))).isEqualTo(joined(bytes(1000), bytes(5)));
        }
    }

    @Test
    void aWriterThatIsClosedWithoutACommitTakesNothingAwayFromTheState() throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(1000));
        store().resume(key, state).close();
        try (BlobWriter writer = otherNode().resume(key, state)) {
            StorageKey committed = writer.commit().key();
            assertThat(all(store().open(committed))).isEqualTo(bytes(1000));
        }
    }

    @Test
    void aWriteBeginsAgainAfterOneThatWasGivenUp() throws IOException {
        StorageKey key = newKey();
        try (BlobWriter failing = store().create(key)) {
            failing.write(ByteBuffer.wrap(bytes(1000)));
        }
        StorageKey committed = write(otherNode(), key, bytes(10));
        assertThat(all(store().open(committed))).isEqualTo(bytes(10));
    }

    @Test
    @SuppressWarnings("resource") // a node that dies does not close
    void aWriteBeginsAgainAfterANodeThatDied() throws IOException {
        StorageKey key = newKey();
        store().create(key).write(ByteBuffer.wrap(bytes(1000)));
        StorageKey committed = write(otherNode(), key, bytes(10));
        assertThat(all(store().open(committed))).isEqualTo(bytes(10));
    }

    @Test
    void closingAfterACommitChangesNothing() throws IOException {
        StorageKey key = newKey();
        BlobWriter writer = store().create(key);
        writer.write(ByteBuffer.wrap(bytes(10)));
        StorageKey committed = writer.commit().key();
        writer.close();
        writer.close();
        assertThat(all(otherNode().open(committed))).isEqualTo(bytes(10));
    }

    @Test
    void aWriteWhoseBytesAreGoneCannotGoOn() throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(1000));
        store().discard(key, state);
        assertThatExceptionOfType(BytesLostException.class).isThrownBy(() -> {
            try (BlobWriter writer = otherNode().resume(key, state)) {
                writer.write(ByteBuffer.wrap(bytes(1)));
                writer.commit();
            }
        });
    }

    @Test
    void aGivenUpWriteCanBeDiscardedAndLeavesNothing() throws IOException {
        StorageKey key = newKey();
        store().create(key).close();
        store().discard(key, null);
        assertThat(keys(inAnHour())).isEmpty();
    }

    @Test
    void aWriteBeginsAgainAfterACommitThatNobodyRecorded() throws IOException {
        StorageKey key = newKey();
        write(store(), key, bytes(2000));
        StorageKey committed = write(otherNode(), key, bytes(10));
        assertThat(all(store().open(committed))).isEqualTo(bytes(10));
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 12 << 20})
    void theSameStateIsCommittedAgainAfterACommitThatNobodyRecorded(int size) throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(size));
        for (int i = 0; i < 2; i++) {
            try (BlobWriter writer = otherNode().resume(key, state)) {
                StorageKey committed = writer.commit().key();
                assertThat(all(store().open(committed))).isEqualTo(bytes(size));
            }
        }
    }

    /** A suspended write, one that failed, one that nobody recorded: none of them is a blob. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 12 << 20})
    void whatWritersLeftIsGoneAfterADiscard(int size) throws IOException {
        StorageKey key = newKey();
        WriteState state = suspended(key, bytes(size));
        try (BlobWriter writer = store().resume(key, state)) {
            writer.write(ByteBuffer.wrap(bytes(12 << 20)));
            writer.suspend();
        }
        write(store(), key, bytes(10));
        store().discard(key, state);
        store().discard(key, state);
        assertThat(keys(inAnHour())).isEmpty();
        requireNoParts();
    }

    /** Fails if the store holds bytes that the walk does not show. */
    protected void requireNoParts() {}

    protected final WriteState suspended(StorageKey key, byte[]... pieces) throws IOException {
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
