package io.staithe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.LoggedErrors;
import io.staithe.testing.RawConnection;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** Connections that end in the middle, and what can be done after them. */
@ExtendWith(SharedRegistry.class)
@Timeout(120)
@Isolated("listens to the log, which all tests share")
class CutConnectionTest {

    private static final int SIZE = 1_000_000;
    private static final int LARGE = 64 << 20;

    private final TestRegistry registry;
    private final RegistryClient client;
    private final LoggedErrors errors = new LoggedErrors();
    private final String repository = Samples.repository();
    private final byte[] content = Samples.bytes(SIZE);
    private final Digest digest = Digest.of(Algorithm.SHA256, content);
    private final String location;

    CutConnectionTest(TestRegistry registry, RegistryClient client) {
        this.registry = registry;
        this.client = client;
        this.location = client.startUpload(repository);
    }

    @BeforeEach
    void listenToTheLog() {
        errors.open();
    }

    @AfterEach
    void aClientThatGoesAwayIsNoError() {
        assertThat(errors.close()).isEmpty();
    }

    private RawConnection begin(String request, String framing, int bytes) {
        return new RawConnection(registry.port())
                .write(request + " HTTP/1.1\r\nHost: registry\r\n" + framing + "\r\n")
                .write(Arrays.copyOf(content, bytes));
    }

    /** Bytes of blobs that arrived so far. */
    private double received() {
        return registry.bean(MeterRegistry.class)
                .get("staithe.blob.bytes")
                .tag("direction", "received")
                .counter()
                .count();
    }

    /** Sends what the registry does not have yet, once it has noticed that the connection before is gone. */
    private void resume() {
        Answer answer;
        do {
            int has = has(client.ask("GET " + location).expect(204));
            byte[] rest = Arrays.copyOfRange(content, has, SIZE);
            String range = has + "-" + (SIZE - 1);
            answer = client.ask("PATCH " + location, rest, "Content-Range", range);
            assertThat(answer.status()).isIn(202, 416);
        } while (answer.status() == 416);
        finish();
    }

    private static int has(Answer status) {
        int last = Integer.parseInt(status.header("Range").substring(2));
        return last == 0 ? 0 : last + 1;
    }

    private void finish() {
        client.ask("PUT " + location + "?digest=" + digest).expect(201);
        assertThat(client.ask("GET /v2/" + repository + "/blobs/" + digest).body())
                .isEqualTo(content);
    }

    @Test
    void aPatchThatIsResetGoesOnWhereItStopped() {
        begin("PATCH " + location, "Content-Length: " + SIZE + "\r\n", SIZE / 2).reset();
        resume();
    }

    @Test
    void aPutThatIsResetGoesOnWhereItStopped() {
        begin("PUT " + location + "?digest=" + digest, "Content-Length: " + SIZE + "\r\n", SIZE / 2)
                .reset();
        resume();
    }

    @Test
    void aChunkedPatchThatIsResetGoesOnWhereItStopped() {
        begin("PATCH " + location, "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(SIZE), SIZE / 2)
                .reset();
        resume();
    }

    @Test
    void aBodyShorterThanAnnouncedIsRefusedAndKept() {
        try (RawConnection connection = begin("PATCH " + location, "Content-Length: " + SIZE + "\r\n", 1000)) {
            connection.endOutput().readAnswer().refused(400, ErrorCode.SIZE_INVALID);
        }
        assertThat(has(client.ask("GET " + location).expect(204))).isEqualTo(1000);
        resume();
    }

    @Test
    void aPutShorterThanAnnouncedMakesNoBlob() {
        Digest ofPart = Digest.of(Algorithm.SHA256, Arrays.copyOf(content, 1000));
        try (RawConnection connection =
                begin("PUT " + location + "?digest=" + ofPart, "Content-Length: " + SIZE + "\r\n", 1000)) {
            connection.endOutput().readAnswer().refused(400, ErrorCode.SIZE_INVALID);
        }
        client.ask("HEAD /v2/" + repository + "/blobs/" + ofPart).expect(404);
        resume();
    }

    @Test
    void aChunkedBodyThatEndsBetweenChunksMakesNoBlob() {
        Digest ofPart = Digest.of(Algorithm.SHA256, Arrays.copyOf(content, 1000));
        try (RawConnection connection =
                begin("PUT " + location + "?digest=" + ofPart, "Transfer-Encoding: chunked\r\n\r\n3e8", 1000)) {
            connection.write("\r\n").endOutput().readAnswer().refused(400, ErrorCode.SIZE_INVALID);
        }
        client.ask("HEAD /v2/" + repository + "/blobs/" + ofPart).expect(404);
        resume();
    }

    @Test
    void bytesAfterTheAnnouncedLengthAreNotTheBlobs() {
        try (RawConnection connection = begin("PATCH " + location, "Content-Length: 1000\r\n", 1000)) {
            connection.write("surplus bytes HTTP/1.1\r\n\r\n");
            assertThat(connection.readAnswer().expect(202).header("Range")).isEqualTo("0-999");
            connection.readAnswer().refused(400, ErrorCode.UNSUPPORTED);
            assertThat(connection.isClosedByServer()).isTrue();
        }
        resume();
    }

    @Test
    void requestsInOnePacketAreAnsweredOneByOne() {
        try (RawConnection connection = begin("PATCH " + location, "Content-Length: 1000\r\n", 1000)) {
            connection.write("GET " + location + " HTTP/1.1\r\nHost: registry\r\n\r\n");
            connection.readAnswer().expect(202);
            assertThat(has(connection.readAnswer().expect(204))).isEqualTo(1000);
        }
        resume();
    }

    @Test
    void chunksCountBeforeTheLengthAndTheConnectionIsNotUsedAgain() {
        String both = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3e8";
        try (RawConnection connection = begin("PATCH " + location, both, 1000)) {
            connection.write("\r\n0\r\n\r\nGET /v2/ HTTP/1.1\r\nHost: registry\r\n\r\n");
            assertThat(connection.readAnswer().expect(202).header("Range")).isEqualTo("0-999");
            assertThat(connection.isClosedByServer()).isTrue();
        }
        resume();
    }

    @Test
    void aClientThatDribblesIsWaitedFor() {
        byte[] small = Samples.bytes(300);
        Digest expected = Digest.of(Algorithm.SHA256, small);
        String request = "PUT " + location + "?digest=" + expected + " HTTP/1.1\r\nHost: registry\r\nContent-Length: "
                + small.length + "\r\n\r\n";
        try (RawConnection connection = new RawConnection(registry.port())) {
            request.chars().forEach(c -> connection.write(String.valueOf((char) c)));
            for (byte octet : small) {
                connection.write(new byte[] {octet});
            }
            connection.readAnswer().expect(201);
        }
        assertThat(client.ask("GET /v2/" + repository + "/blobs/" + expected).body())
                .isEqualTo(small);
    }

    @Test
    void whileOneRequestWritesAnotherIsSentAway() {
        double before = received();
        try (RawConnection connection = begin("PATCH " + location, "Content-Length: " + SIZE + "\r\n", SIZE / 2)) {
            await().until(() -> received() > before);
            client.ask("PATCH " + location, new byte[] {1}, "Content-Range", "7-7")
                    .refused(416, ErrorCode.BLOB_UPLOAD_INVALID);
            client.ask("PATCH " + location, new byte[] {1}).refused(416, ErrorCode.BLOB_UPLOAD_INVALID);
            connection.write(Arrays.copyOfRange(content, SIZE / 2, SIZE));
            connection.readAnswer().expect(202);
        }
        finish();
    }

    @Test
    void aPullThatIsCutGoesOnWithARange() throws IOException {
        byte[] large = Samples.bytes(LARGE);
        String path = "/v2/" + repository + "/blobs/" + client.pushBlob(repository, large);
        byte[] start;
        try (RawConnection connection = new RawConnection(registry.port())) {
            connection
                    .write("GET " + path + " HTTP/1.1\r\nHost: registry\r\n\r\n")
                    .readHead();
            start = connection.read(SIZE);
            connection.reset();
        }
        Answer rest = client.ask("GET " + path, "Range", "bytes=" + SIZE + "-").expect(206);
        assertThat(start).isEqualTo(Arrays.copyOf(large, SIZE));
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(large, SIZE, LARGE));
    }

    @Test
    void aPullEndsThoughTheBlobIsDeletedMeanwhile() throws IOException {
        byte[] large = Samples.bytes(LARGE);
        String path = "/v2/" + repository + "/blobs/" + client.pushBlob(repository, large);
        try (RawConnection connection = new RawConnection(registry.port())) {
            connection
                    .write("GET " + path + " HTTP/1.1\r\nHost: registry\r\n\r\n")
                    .readHead();
            client.ask("DELETE " + path).expect(202);
            client.ask("GET " + path).expect(404);
            assertThat(connection.read(LARGE)).isEqualTo(large);
        }
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOnOnlyIfTheBodyIsWanted() throws IOException {
        String expect = "Expect: 100-continue\r\nContent-Length: ";
        try (RawConnection connection = begin("PATCH " + location, expect + SIZE + "\r\n", 0)) {
            assertThat(connection.readHead().status()).isEqualTo(100);
            connection.write(content).readAnswer().expect(202);
        }
        finish();
        String manifest = "PUT /v2/" + repository + "/manifests/1";
        try (RawConnection connection = begin(manifest, expect + "99999999\r\n", 0)) {
            assertThat(connection.readHead().status()).isEqualTo(413);
        }
    }
}
