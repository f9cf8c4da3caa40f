package io.staithe.blobstore.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.blobstore.BlobContent;
import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.NoPermissionException;
import io.staithe.blobstore.StorageKey;
import io.staithe.gc.DueTasks;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.Answer;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.S3Fault;
import io.staithe.testing.S3Fault.AnswerCut;
import io.staithe.testing.S3Fault.AnswerLost;
import io.staithe.testing.S3Fault.Late;
import io.staithe.testing.S3Fault.None;
import io.staithe.testing.S3Fault.Refused;
import io.staithe.testing.S3Fault.RequestCut;
import io.staithe.testing.S3Relay;
import io.staithe.testing.S3Server;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A push ends in one object with the right bytes, or in an answer that tells the client to go on. */
@TestInstance(Lifecycle.PER_CLASS)
class S3FaultsTest {

    private static final int SMALL = 100_000;
    private static final int LARGE = 17 << 20;
    private static final Refused ILL = new Refused(500, "InternalError");

    private final S3Relay relay = S3Relay.before(S3Server.shared().endpoint());
    private final TestRegistry registry;
    private final RegistryClient client;

    S3FaultsTest(@TempDir Path data) {
        registry = TestRegistry.start(
                data,
                relay.settings(
                        data,
                        "staithe.storage.s3.part-size=5MB",
                        "staithe.gc.interval=1h",
                        "staithe.gc.delete-delay=0s",
                        "logging.level.io.staithe.http.FailureHandler=off"));
        client = registry.client();
    }

    @AfterAll
    void stop() {
        registry.close();
        relay.close();
    }

    @AfterEach
    void heal() {
        relay.heal();
    }

    /** A fault that a client does not notice. */
    record Passing(String operation, S3Fault fault) {}

    private static Stream<Passing> passing() {
        List<Passing> all = new ArrayList<>();
        for (String operation :
                List.of("PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "GetObject")) {
            all.add(new Passing(operation, new Refused(503, "SlowDown")));
            all.add(new Passing(operation, ILL));
            all.add(new Passing(operation, new AnswerLost()));
            all.add(new Passing(operation, new RequestCut(0)));
            all.add(new Passing(operation, new Late(Duration.ofMillis(300))));
        }
        all.add(new Passing("PutObject", new RequestCut(SMALL / 2)));
        all.add(new Passing("UploadPart", new RequestCut(1 << 20)));
        all.add(new Passing("PutObject", new AnswerCut(0)));
        all.add(new Passing("UploadPart", new AnswerCut(0)));
        all.add(new Passing("GetObject", new AnswerCut(0)));
        all.add(new Passing("GetObject", new AnswerCut(SMALL / 2)));
        all.add(new Passing("CompleteMultipartUpload", new RequestCut(100)));
        all.add(new Passing("CompleteMultipartUpload", new Refused(200, "InternalError")));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("passing")
    void whatPassesIsNotNoticed(Passing passing) throws IOException {
        byte[] content = Samples.bytes(List.of("PutObject", "GetObject").contains(passing.operation()) ? SMALL : LARGE);
        List<StorageKey> before = objects();
        relay.disturbNext(passing.operation(), passing.fault());
        Digest digest = client.pushBlob("faulty/app", content);
        assertThat(client.ask("GET /v2/faulty/app/blobs/" + digest).expect(200).body())
                .isEqualTo(content);
        requireOneMore(before);
    }

    @Test
    void whenEveryThirdCallFailsPushesAndPullsSucceed() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        relay.disturb(call -> switch (calls.incrementAndGet() % 9) {
            case 3 -> new Refused(503, "SlowDown");
            case 6 -> new AnswerLost();
            case 0 -> new RequestCut(10_000);
            default -> new None();
        });
        for (int size : new int[] {1, SMALL, LARGE, LARGE}) {
            byte[] content = Samples.bytes(size);
            Digest digest = client.pushBlob("faulty/app", content);
            assertThat(client.ask("GET /v2/faulty/app/blobs/" + digest)
                            .expect(200)
                            .body())
                    .isEqualTo(content);
        }
    }

    /** The client is told to come back, and finds its upload: also if the commit happened and nobody heard of it. */
    @ParameterizedTest
    @MethodSource("lasting")
    void aCommitWhoseOutcomeIsUnknownIsMadeOrFoundByTheNextTry(S3Fault fault) throws IOException {
        byte[] content = Samples.bytes(LARGE);
        Digest digest = Digest.of(Algorithm.SHA256, content);
        List<StorageKey> before = objects();
        String location = client.startUpload("faulty/app");
        client.ask("PATCH " + location, content).expect(202);
        relay.disturb(call -> call.operation().equals("CompleteMultipartUpload") ? fault : new None());
        requireTryAgain(client.ask("PUT " + location + "?digest=" + digest));
        relay.heal();
        client.ask("PUT " + location + "?digest=" + digest).expect(201);
        assertThat(client.ask("GET /v2/faulty/app/blobs/" + digest).expect(200).body())
                .isEqualTo(content);
        requireOneMore(before);
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void aPushInOneRequestThatFailedAtItsEndCanBeSentAgain(S3Fault fault) throws IOException {
        byte[] content = Samples.bytes(LARGE);
        Digest digest = Digest.of(Algorithm.SHA256, content);
        List<StorageKey> before = objects();
        relay.disturb(call -> call.operation().equals("CompleteMultipartUpload") ? fault : new None());
        String push = "POST /v2/faulty/app/blobs/uploads/?digest=" + digest;
        requireTryAgain(client.ask(push, content));
        relay.heal();
        client.ask(push, content).expect(201);
        requireOneMore(before);
    }

    private static Stream<S3Fault> lasting() {
        return Stream.of(ILL, new AnswerLost(), new AnswerCut(0), new AnswerCut(20), new RequestCut(50));
    }

    @Test
    void anUploadGoesOnAfterAnOutageFromItsLastAcknowledgedByte() throws IOException {
        byte[] content = Samples.bytes(2 * LARGE);
        Digest digest = Digest.of(Algorithm.SHA256, content);
        List<StorageKey> before = objects();
        String location = client.startUpload("faulty/app");
        client.ask("PATCH " + location, Arrays.copyOf(content, LARGE)).expect(202);
        byte[] rest = Arrays.copyOfRange(content, LARGE, 2 * LARGE);
        relay.disturb(call -> {
            relay.goDown();
            return new RequestCut(0);
        });
        requireTryAgain(client.ask("PATCH " + location, rest));
        requireTryAgain(client.ask("PUT " + location + "?digest=" + digest, rest));
        relay.heal();
        assertThat(client.ask("GET " + location).expect(204).header("Range")).isEqualTo("0-" + (LARGE - 1));
        client.ask("PATCH " + location, rest, "Content-Range", LARGE + "-" + (2 * LARGE - 1))
                .expect(202);
        client.ask("PUT " + location + "?digest=" + digest).expect(201);
        assertThat(client.ask("GET /v2/faulty/app/blobs/" + digest).expect(200).body())
                .isEqualTo(content);
        requireOneMore(before);
    }

    /** As by a policy of the bucket, which says nothing about the bytes. */
    @Test
    void anObjectThatMayNotBeReadIsNotLost() throws IOException {
        client.pushBlob("faulty/app", Samples.bytes(SMALL));
        StorageKey key = objects().getFirst();
        relay.disturb(call -> call.operation().equals("GetObject") ? new Refused(403, "AccessDenied") : new None());
        BlobContent content = registry.bean(BlobStore.class).open(key, SMALL);
        assertThatThrownBy(() -> content.read(0, 1).read()).isInstanceOf(NoPermissionException.class);
    }

    private static void requireTryAgain(Answer answer) {
        answer.refused(503, "UNAVAILABLE");
        assertThat(answer.header("Retry-After")).isNotBlank();
    }

    private List<StorageKey> objects() throws IOException {
        new DueTasks(registry.beans()).run();
        List<StorageKey> keys = new ArrayList<>();
        registry.bean(BlobStore.class).forEach(Instant.MAX, (key, size) -> keys.add(key));
        return keys;
    }

    private void requireOneMore(List<StorageKey> before) throws IOException {
        assertThat(objects()).hasSize(before.size() + 1).containsAll(before);
    }
}
