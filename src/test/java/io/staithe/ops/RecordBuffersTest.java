package io.staithe.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class RecordBuffersTest {

    private static final int RECORD = RecordBuffers.RECORD_BYTES;
    private static final int LARGE = RecordBuffers.RECORDS * RECORD;

    private final Semaphore places = new Semaphore(1);
    private final RecordBuffers buffers = new RecordBuffers(places);

    /** Fills the buffer so far and sends it, as Tomcat does. */
    private static void send(RecordBuffers buffers, int bytes) {
        buffers.configureWriteBufferForWrite();
        buffers.getWriteBuffer().put(new byte[bytes]);
        buffers.configureWriteBufferForRead();
        buffers.getWriteBuffer().get(new byte[bytes]);
    }

    private static int room(RecordBuffers buffers) {
        buffers.configureWriteBufferForWrite();
        return buffers.getWriteBuffer().remaining();
    }

    @Test
    void aSmallAnswerHasRoomForOneRecord() {
        send(buffers, RECORD - 1);
        assertThat(room(buffers)).isEqualTo(RECORD);
        assertThat(places.availablePermits()).isOne();
    }

    @Test
    void whoFillsARecordGetsRoomForSeveralUntilTheLastIsSent() {
        send(buffers, RECORD);
        assertThat(room(buffers)).isEqualTo(LARGE);
        send(buffers, LARGE);
        assertThat(buffers.shrinkAtEnd()).as("in the middle").isFalse();
        send(buffers, 1);
        assertThat(buffers.shrinkAtEnd()).as("at the end").isTrue();
        assertThat(room(buffers)).isEqualTo(RECORD);
        assertThat(places.availablePermits()).isOne();
    }

    @Test
    void whoFindsNoPlaceGoesOnARecordAtATime() {
        RecordBuffers other = new RecordBuffers(places);
        send(other, RECORD);
        assertThat(room(other)).isEqualTo(LARGE);
        send(buffers, RECORD);
        assertThat(room(buffers)).isEqualTo(RECORD);
        other.reset();
        send(buffers, RECORD);
        assertThat(room(buffers)).as("when the other connection is closed").isEqualTo(LARGE);
    }

    @Test
    void whatWasNotSentStays() {
        buffers.configureWriteBufferForWrite();
        buffers.getWriteBuffer().put(new byte[] {1, 2, 3});
        buffers.configureWriteBufferForRead();
        assertThat(buffers.getWriteBuffer().get()).isEqualTo((byte) 1);
        buffers.configureWriteBufferForWrite();
        assertThat(buffers.isWriteBufferEmpty()).isFalse();
        buffers.configureWriteBufferForRead();
        assertThat(buffers.getWriteBuffer().get()).isEqualTo((byte) 2);
    }
}
