package io.staithe.blobstore.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.oci.Digest;
import io.staithe.testing.Answer;
import io.staithe.testing.RawConnection;
import io.staithe.testing.S3Fault;
import io.staithe.testing.S3Fault.AnswerCut;
import io.staithe.testing.S3Fault.Refused;
import io.staithe.testing.S3Relay;
import io.staithe.testing.S3Server;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that pass through the registry on their way from S3, while one of the ends does not keep up. */
@TestInstance(Lifecycle.PER_CLASS)
class S3PullTest {

    private static final int SIZE = 64 << 20;

    /** More than the buffers of three connections on one machine take in. */
    private static final long MOST_ON_THE_WAY = 30 << 20;

    private final S3Relay relay = S3Relay.before(S3Server.shared().endpoint());
    private final TestRegistry registry;
    private final byte[] content = Samples.bytes(SIZE);
    private final Digest digest;

    S3PullTest(@TempDir Path data) {
        registry = TestRegistry.start(data, relay.settings(data, "logging.level.io.staithe.http.FailureHandler=off"));
        digest = registry.client().pushBlob("large/app", content);
    }

    @AfterAll
    void stop() {
        registry.close();
        relay.close();
    }

    @AfterEach
    void heal() {
        relay.heal();
        relay.forget();
    }

    @Test
    void aClientThatGoesAwayEndsTheReadFromS3() throws IOException {
        relay.forget();
        try (RawConnection connection = get()) {
            connection.readHead();
            connection.read(1 << 20);
            connection.reset();
        }
        await().until(() -> relay.running() == 0);
        assertThat(relay.bytesReceived()).isBetween(1L << 20, MOST_ON_THE_WAY);
    }

    @Test
    void aSlowClientIsReadForNoFasterThanItTakes() throws IOException, InterruptedException {
        relay.forget();
        try (RawConnection connection = get()) {
            connection.readHead();
            byte[] start = connection.read(1 << 20);
            Thread.sleep(1000);
            assertThat(relay.bytesReceived()).isLessThan(MOST_ON_THE_WAY);
            byte[] rest = connection.read(SIZE - (1 << 20));
            assertThat(start).isEqualTo(Arrays.copyOf(content, 1 << 20));
            assertThat(rest).isEqualTo(Arrays.copyOfRange(content, 1 << 20, SIZE));
        }
        assertThat(relay.operations()).containsOnlyKeys("GetObject").containsEntry("GetObject", 1L);
    }

    /** As a server does that does not like to wait for a slow reader. */
    @Test
    void aReadThatBreaksAgainAndAgainGoesOnAsLongAsItGetsFurther() {
        relay.forget();
        relay.disturb(call -> new AnswerCut(7 << 20));
        assertThat(registry.client()
                        .ask("GET /v2/large/app/blobs/" + digest)
                        .expect(200)
                        .body())
                .isEqualTo(content);
        assertThat(relay.operations()).containsEntry("GetObject", 10L);
        assertThat(relay.bytesReceived()).isEqualTo(SIZE);
    }

    @Test
    void aReadThatCannotGoOnIsACutForTheClientAndNeverAShortBlob() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        relay.disturb(
                call -> calls.getAndIncrement() == 0 ? new AnswerCut(10 << 20) : new Refused(500, "InternalError"));
        try (RawConnection connection = get()) {
            Answer head = connection.readHead().expect(200);
            assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(SIZE));
            assertThat(connection.read(SIZE)).isEqualTo(Arrays.copyOf(content, 10 << 20));
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aReadThatCannotBeginIsAnsweredTryAgain() {
        for (S3Fault fault : new S3Fault[] {new Refused(503, "SlowDown"), new AnswerCut(0)}) {
            relay.disturb(call -> fault);
            Answer answer = registry.client().ask("GET /v2/large/app/blobs/" + digest);
            answer.refused(503, "UNAVAILABLE");
            assertThat(answer.header("Retry-After")).isNotBlank();
        }
    }

    private RawConnection get() {
        return new RawConnection(registry.port())
                .write("GET /v2/large/app/blobs/" + digest + " HTTP/1.1\r\nHost: registry\r\n\r\n");
    }
}
