package io.staithe.blob;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UploadBuffersTest {

    private static final int LARGE = 256 << 10;
    private static final int SMALL = 8 << 10;

    private final UploadBuffers buffers = new UploadBuffers(LARGE, 2L * LARGE);

    @Test
    void aBufferIsNoLargerThanWhatWillCome() {
        assertThat(buffers.take(100).bytes()).hasSize(100);
        assertThat(buffers.take(0).bytes()).hasSize(1);
        assertThat(buffers.take(-1).bytes()).hasSize(LARGE);
    }

    @Test
    void uploadsBeyondTheMemoryGoOnWithSmallBuffers() {
        buffers.take(-1);
        buffers.take(Long.MAX_VALUE);
        assertThat(buffers.take(-1).bytes()).hasSize(SMALL);
    }

    @Test
    void aBufferThatWasGivenBackIsThereForTheNext() {
        buffers.take(-1);
        buffers.take(-1).close();
        assertThat(buffers.take(-1).bytes()).hasSize(LARGE);
    }

    @Test
    void smallBuffersTakeNothingOfTheMemory() {
        for (int i = 0; i < 100; i++) {
            buffers.take(SMALL);
        }
        assertThat(buffers.take(-1).bytes()).hasSize(LARGE);
    }
}
