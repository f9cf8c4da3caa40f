package io.staithe.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.blobstore.StoreMark;
import io.staithe.database.Database;
import io.staithe.metadata.Uploads;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.Answer;
import io.staithe.testing.RawConnection;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestPostgres;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that know nothing of each other, on one database and one store. */
class SeveralNodesTest {

    private static final int NODES = 3;

    @TempDir
    private Path data;

    private List<TestRegistry> nodes = List.of();

    @BeforeEach
    void start() {
        String database = TestPostgres.create();
        nodes = IntStream.range(0, NODES)
                .mapToObj(i -> TestRegistry.start(
                        data.resolve("node" + i),
                        "spring.datasource.url=" + database,
                        "staithe.storage.filesystem.root=" + data.resolve("blobs"),
                        "staithe.upload.expiry=3s",
                        "staithe.gc.lease=2s",
                        "staithe.gc.interval=200ms"))
                .toList();
    }

    @AfterEach
    void stop() {
        nodes.forEach(TestRegistry::close);
    }

    private RegistryClient client(int node) {
        return nodes.get(node % NODES).client();
    }

    @Test
    void whatOneTookAnotherGives() {
        Digest digest = client(0).pushImage("team/app", "1", "hello");
        assertThat(client(1).ask("GET /v2/team/app/manifests/1").expect(200).header("Docker-Content-Digest"))
                .isEqualTo(digest.toString());
        client(1).pushImage("team/app", "1", "bye");
        assertThat(client(2).ask("GET /v2/team/app/manifests/1").expect(200).header("Docker-Content-Digest"))
                .isNotEqualTo(digest.toString());
        client(2).ask("DELETE /v2/team/app/manifests/1").expect(202);
        client(0).ask("GET /v2/team/app/manifests/1").expect(404);
    }

    @Test
    void eachRequestOfAnUploadMayGoToAnotherNode() {
        String location = client(0).startUpload("team/app");
        StringBuilder content = new StringBuilder();
        for (int node = 1; node <= 5; node++) {
            String chunk = "chunk " + node + " ".repeat(1000 * node);
            int start = content.length();
            content.append(chunk);
            client(node)
                    .ask(
                            "PATCH " + location,
                            chunk.getBytes(UTF_8),
                            "Content-Range",
                            start + "-" + (content.length() - 1))
                    .expect(202);
        }
        byte[] bytes = content.toString().getBytes(UTF_8);
        Digest digest = Digest.of(Algorithm.SHA256, bytes);
        client(0).ask("PUT " + location + "?digest=" + digest).expect(201);
        assertThat(client(1).ask("GET /v2/team/app/blobs/" + digest).body()).isEqualTo(bytes);
    }

    @Test
    void ofTwoThatSendAChunkAtOnceOneIsToldHowFarTheUploadIsAndTheOthersBytesCount() throws IOException {
        String location = client(0).startUpload("team/app");
        try (RawConnection slow = new RawConnection(nodes.getFirst().port())) {
            slow.write("PATCH " + location
                    + " HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nContent-Range: 0-9\r\n\r\n01234");
            await().until(() -> holdsAFile(data.resolve("blobs")));
            client(1)
                    .ask("PATCH " + location, "0123456789".getBytes(UTF_8), "Content-Range", "0-9")
                    .expect(202);
            Answer loser = slow.write("abcde").readAnswer("PATCH").expect(416);
            assertThat(loser.header("Range")).isEqualTo("0-9");
            assertThat(loser.header("Location")).isEqualTo(location);
        }
        Digest digest = Digest.of(Algorithm.SHA256, "0123456789".getBytes(UTF_8));
        client(2).ask("PUT " + location + "?digest=" + digest).expect(201);
        assertThat(client(0).ask("GET /v2/team/app/blobs/" + digest).text()).isEqualTo("0123456789");
    }

    /** As a proxy or a client does that did not hear the answer. */
    @Test
    void aPutThatIsRepeatedAtAnotherNodeIsAnsweredAsTheFirstOne() {
        byte[] content = "0123456789".getBytes(UTF_8);
        String put = "PUT " + client(0).startUpload("team/app") + "?digest=" + Digest.of(Algorithm.SHA256, content);
        Answer first = client(1).ask(put, content).expect(201);
        Answer second = client(2).ask(put, content).expect(201);
        for (String header : List.of("Location", "Docker-Content-Digest")) {
            assertThat(second.header(header)).isEqualTo(first.header(header));
        }
    }

    /** The node that asked for the end may have given up waiting: what it wrote is the blob once the database is through. */
    @Test
    void aRequestWritesNothingWhileTheEndOfItsSessionIsUnderWay() {
        byte[] content = "0123456789".getBytes(UTF_8);
        String put = "PUT " + client(0).startUpload("team/app") + "?digest=" + Digest.of(Algorithm.SHA256, content);
        Database database = nodes.getFirst().bean(Database.class);
        CompletableFuture<Answer> repeated = database.write(() -> {
            assertThat(database.sql().sql("DELETE FROM upload").update()).isEqualTo(1);
            CompletableFuture<Answer> answer =
                    CompletableFuture.supplyAsync(() -> client(1).ask(put, content));
            await().during(Duration.ofMillis(500)).until(() -> !answer.isDone() && !holdsAFile(data.resolve("blobs")));
            return answer;
        });
        repeated.join().expect(404);
    }

    private static boolean holdsAFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(file -> Files.isRegularFile(file) && !file.endsWith(StoreMark.NAME));
        }
    }

    @Test
    void whatADeadNodeLeftIsDoneByAnother() {
        TestRegistry one = nodes.getFirst();
        Database database = one.bean(Database.class);
        database.write(() -> database.sql().sql("""
            INSERT INTO lease (name, holder, expires_at) VALUES ('upload-expiry', 'dead', staithe_now() + 4000)
            ON CONFLICT (name) DO UPDATE SET holder = 'dead', expires_at = excluded.expires_at
            """).update());
        client(0).startUpload("team/app");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> one.bean(Uploads.class).count() == 0);
        assertThat(database.sql()
                        .sql("SELECT holder FROM lease WHERE name = 'upload-expiry'")
                        .query(String.class)
                        .single())
                .isNotEqualTo("dead");
    }
}
