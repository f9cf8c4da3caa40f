package io.staithe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LargeBodiesTest {

    private static final int MOST = 4 << 20;

    private final AtomicLong now = new AtomicLong();
    private final LargeBodies bodies = new LargeBodies(1, Duration.ofSeconds(10), now::get);
    private final AtomicReference<byte[]> used = new AtomicReference<>(new byte[0]);

    @Test
    void aBodyArrivesAsItWasSent() throws IOException {
        byte[] body = new byte[3_000_000];
        body[2_999_999] = 7;
        bodies.read(new ByteArrayInputStream(body), MOST, used::set);
        assertThat(used.get()).isEqualTo(body);
    }

    @Test
    void noMoreIsReadThanIsAsked() throws IOException {
        bodies.read(new ByteArrayInputStream(new byte[MOST + 10]), MOST, used::set);
        assertThat(used.get()).hasSize(MOST);
    }

    @Test
    void aSlowBodyLosesItsPlaceAndTheNextOneGetsIt() throws IOException {
        assertThatThrownBy(() -> bodies.read(slowAfterTheStart(Duration.ofSeconds(3)), MOST, used::set))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(408));
        assertThat(now).hasValue(Duration.ofSeconds(12).toNanos());
        bodies.read(new ByteArrayInputStream(new byte[1 << 20]), MOST, used::set);
        assertThat(used.get()).hasSize(1 << 20);
    }

    /** Gives what is no large body yet at once, and then a byte at a time, each after a pause. */
    private InputStream slowAfterTheStart(Duration pause) {
        return new InputStream() {
            private int given;

            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                boolean start = given < LargeBodies.SMALL_BYTES;
                int count = start ? length : Math.min(1, length);
                given += count;
                now.addAndGet(start ? 0 : count * pause.toNanos());
                return count;
            }
        };
    }
}
