package io.staithe.blobstore.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.staithe.gc.DueTasks;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.S3Relay;
import io.staithe.testing.S3Server;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operation asks of S3: each byte is sent once, and nothing is copied or read back. */
@TestInstance(Lifecycle.PER_CLASS)
class S3CallsTest {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    private final S3Relay relay = S3Relay.before(S3Server.shared().endpoint());
    private final TestRegistry registry;
    private final RegistryClient client;
    private String repository = "";

    S3CallsTest(@TempDir Path data) {
        registry =
                TestRegistry.start(data, relay.settings(data, "staithe.gc.interval=1h", "staithe.gc.delete-delay=0s"));
        client = registry.client();
    }

    @AfterAll
    void stop() {
        registry.close();
        relay.close();
    }

    @BeforeEach
    void newRepository() {
        repository = Samples.repository();
        relay.forget();
    }

    @ParameterizedTest
    @CsvSource({"1 KiB, 1024", "1 MiB, 1048576", "12 MiB, 12582912"})
    void whatFitsAPartAndALittleMoreIsOneObjectHoweverItIsPushed(String name, int size) throws IOException {
        pushAtOnce(size);
        requireCalls("POST, PUT with " + name, size, 0, Map.of("PutObject", 1));
        pushInOneRequest(size);
        requireCalls("POST with " + name, size, 0, Map.of("PutObject", 1));
        pushAsDockerDoes(size);
        requireCalls("POST, PATCH with " + name + ", PUT", size, 0, Map.of("PutObject", 1));
    }

    @Test
    void whatIsLargerIsPartsThatAreSentOnce() throws IOException {
        Map<String, Integer> calls = Map.of("CreateMultipartUpload", 1, "UploadPart", 12, "CompleteMultipartUpload", 1);
        pushAtOnce(100 * MIB);
        requireCalls("POST, PUT with 100 MiB", 100 * MIB, 0, calls);
        pushAsDockerDoes(100 * MIB);
        requireCalls("POST, PATCH with 100 MiB, PUT", 100 * MIB, 0, calls);
    }

    /** Of what is too short for a part, the first piece lies in an object until there is enough for a part. */
    @Test
    void onlyTheFirstOfManyPiecesIsReadBackAndSentTwice() throws IOException {
        String location = client.startUpload(repository);
        byte[] content = Samples.bytes(20 * MIB);
        for (int piece = 0; piece < 20; piece++) {
            byte[] bytes = Arrays.copyOfRange(content, piece * MIB, (piece + 1) * MIB);
            client.ask("PATCH " + location, bytes).expect(202);
        }
        client.ask("PUT " + location + "?digest=" + digest(content)).expect(201);
        requireCalls(
                "POST, 20 × PATCH with 1 MiB, PUT",
                21L * MIB,
                MIB,
                Map.of(
                        "PutObject", 1,
                        "GetObject", 1,
                        "CreateMultipartUpload", 1,
                        "UploadPart", 4,
                        "CompleteMultipartUpload", 1));
    }

    @Test
    void contentThatIsThereIsLookedAtAndThenTheNewBytesAreDeleted() throws IOException {
        byte[] content = Samples.bytes(MIB);
        client.pushBlob(repository, content);
        relay.forget();
        client.pushBlob(Samples.repository(), content);
        collect();
        requireCalls(
                "1 MiB that another repository has, pushed again",
                MIB,
                0,
                Map.of("PutObject", 1, "HeadObject", 1, "DeleteObjects", 1));
    }

    @Test
    void aPullReadsWhatItSends() throws IOException {
        Digest digest = pushAtOnce(20 * MIB);
        relay.forget();
        assertThat(client.ask("GET " + blob(repository, digest)).expect(200).body())
                .hasSize(20 * MIB);
        requireCalls("GET of 20 MiB", 0, 20 * MIB, Map.of("GetObject", 1));
        client.ask("GET " + blob(repository, digest), "Range", "bytes=1000-1999")
                .expect(206);
        requireCalls("GET of a range of 1,000 bytes", 0, 1000, Map.of("GetObject", 1));
    }

    @Test
    void aQuestionAndAMountAskNothing() throws IOException {
        Digest digest = pushAtOnce(MIB);
        String other = Samples.repository();
        relay.forget();
        client.ask("HEAD " + blob(repository, digest)).expect(200);
        requireCalls("HEAD", 0, 0, Map.of());
        client.ask("POST /v2/" + other + "/blobs/uploads/?mount=" + digest + "&from=" + repository)
                .expect(201);
        requireCalls("Mount", 0, 0, Map.of());
    }

    @Test
    void aThousandDeletedBlobsAreOneCall() throws IOException {
        for (int size : new int[] {KIB, MIB}) {
            client.ask("DELETE " + blob(repository, pushAtOnce(size))).expect(202);
        }
        client.ask("DELETE " + blob(repository, pushAsDockerDoes(20 * MIB))).expect(202);
        relay.forget();
        collect();
        requireCalls("Up to 1,000 times DELETE", 0, 0, Map.of("DeleteObjects", 1));
        assertThat(relay.calls()).isEmpty();
    }

    private Digest pushAtOnce(int size) {
        return client.pushBlob(repository, Samples.bytes(size));
    }

    private void pushInOneRequest(int size) {
        byte[] content = Samples.bytes(size);
        client.ask("POST /v2/" + repository + "/blobs/uploads/?digest=" + digest(content), content)
                .expect(201);
    }

    private Digest pushAsDockerDoes(int size) {
        byte[] content = Samples.bytes(size);
        String location = client.startUpload(repository);
        client.ask("PATCH " + location, content).expect(202);
        client.ask("PUT " + location + "?digest=" + digest(content)).expect(201);
        return digest(content);
    }

    private static Digest digest(byte[] content) {
        return Digest.of(Algorithm.SHA256, content);
    }

    private static String blob(String repository, Digest digest) {
        return "/v2/" + repository + "/blobs/" + digest;
    }

    private void collect() throws IOException {
        new DueTasks(registry.beans()).run();
    }

    /** What was counted since the last time, which is what the documentation says too. */
    private void requireCalls(String what, long sent, long received, Map<String, Integer> calls) throws IOException {
        Map<String, Long> expected = calls.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> (long) entry.getValue()));
        assertThat(relay.operations()).as(what).isEqualTo(expected);
        assertThat(relay)
                .as(what)
                .extracting(S3Relay::bytesSent, S3Relay::bytesReceived)
                .isEqualTo(tuple(sent, received).toList());
        assertThat(Path.of("docs/storage.md")).content().contains(row(what, sent, received));
        relay.forget();
    }

    private String row(String what, long sent, long received) {
        String calls = relay.operations().entrySet().stream()
                .map(entry -> entry.getValue() == 1 ? entry.getKey() : entry.getValue() + " × " + entry.getKey())
                .collect(Collectors.joining(", "));
        return "| %s | %s | %s | %s |"
                .formatted(what, calls.isEmpty() ? "none" : calls, grouped(sent), grouped(received));
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
