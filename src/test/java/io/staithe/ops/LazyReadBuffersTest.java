package io.staithe.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LazyReadBuffersTest {

    private static final ByteBuffer NOTHING = LazyReadBuffers.nothing(100);

    private final LazyReadBuffers buffers = new LazyReadBuffers(NOTHING, 10);

    @Test
    void sharesABufferWithNothingInItUntilThereIsSomethingToKeep() {
        buffers.configureReadBufferForRead();
        assertThat(buffers.isReadBufferEmpty()).isTrue();
        assertThat(buffers.getReadBuffer()).isSameAs(NOTHING);
        assertThat(buffers.getReadBuffer().capacity()).isEqualTo(100);
        assertThat(buffers.getReadBuffer().hasRemaining()).isFalse();
    }

    @Test
    void keepsWhatIsReadIntoItUntilTheConnectionIsAnotherOne() {
        buffers.configureReadBufferForWrite();
        buffers.getReadBuffer().put((byte) 1);
        assertThat(buffers.isReadBufferEmpty()).isFalse();
        buffers.configureReadBufferForRead();
        assertThat(buffers.getReadBuffer().get()).isEqualTo((byte) 1);
        buffers.reset();
        assertThat(buffers.getReadBuffer()).isSameAs(NOTHING);
    }

    @Test
    void takesBackWhatWasReadTooFar() {
        buffers.unReadReadBuffer(ByteBuffer.wrap(new byte[] {7}));
        buffers.configureReadBufferForRead();
        assertThat(buffers.getReadBuffer().get()).isEqualTo((byte) 7);
    }
}
