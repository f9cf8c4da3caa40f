package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.Answer;
import io.staithe.testing.AtOnce;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import io.staithe.testing.TestRegistry;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many clients at the same thing: each gets an answer that the protocol allows, and the end is one of theirs. */
@ExtendWith(SharedRegistry.class)
class ConcurrencyTest {

    private static final int CLIENTS = 50;
    private static final int ROUNDS = 20;

    /** The registry is shared with tests that run at the same time and leave garbage too. */
    private static final int SIZE_OF_NO_OTHER_TEST = 100_019;

    private final RegistryClient client;
    private final Database database;
    private final String repository = Samples.repository();

    ConcurrencyTest(TestRegistry registry, RegistryClient client) {
        this.client = client;
        this.database = registry.bean(Database.class);
    }

    private long count(String sql, Object... parameters) {
        return database.sql().sql(sql).params(parameters).query(Long.class).single();
    }

    @Test
    void theSameBlobFromFiftyClientsIsOneBlob() {
        byte[] content = Samples.bytes(SIZE_OF_NO_OTHER_TEST);
        Digest digest = Digest.of(Algorithm.SHA256, content);
        List<Integer> statuses = AtOnce.run(CLIENTS, i -> {
            String location = client.startUpload(repository);
            return client.ask("PUT " + location + "?digest=" + digest, content).status();
        });
        assertThat(statuses).containsOnly(201);
        assertThat(client.ask("GET /v2/" + repository + "/blobs/" + digest).body())
                .isEqualTo(content);
        assertThat(count("SELECT count(*) FROM blob WHERE digest = ?", digest.toString()))
                .isEqualTo(1);
        assertThat(count("SELECT count(*) FROM garbage WHERE size = ?", content.length))
                .isEqualTo(CLIENTS - 1);
    }

    @Test
    void aTagMovedByFiftyClientsEndsAtOneOfTheirs() {
        byte[] config = repository.getBytes(UTF_8);
        client.pushBlob(repository, config);
        List<Digest> digests = AtOnce.run(
                CLIENTS,
                i -> client.pushManifest(
                        repository,
                        "moving",
                        Images.MANIFEST,
                        Images.manifestWith("\"annotations\":{\"i\":\"" + i + "\"},", config)));
        String path = "/v2/" + repository + "/manifests/";
        String end = client.ask("GET " + path + "moving").expect(200).header("Docker-Content-Digest");
        assertThat(digests).map(Digest::toString).contains(end).doesNotHaveDuplicates();
        digests.forEach(digest -> client.ask("HEAD " + path + digest).expect(200));
        String last = "SELECT count(*) FROM tag_history h JOIN repository r ON r.id = h.repository_id WHERE r.name = ?";
        assertThat(count(last, repository)).isEqualTo(CLIENTS);
        assertThat(count(
                        last + " AND h.digest = ? AND h.id = (SELECT max(id) FROM tag_history"
                                + " WHERE repository_id = r.id)",
                        repository,
                        end))
                .isEqualTo(1);
    }

    /** Each move says what it found, and what it left is noted for review. */
    @Test
    void theHistoryOfATagIsAChain() {
        byte[] config = repository.getBytes(UTF_8);
        client.pushBlob(repository, config);
        AtOnce.run(CLIENTS, i -> {
            if (i % 10 == 9) {
                return client.ask("DELETE /v2/" + repository + "/manifests/chained")
                        .status();
            }
            client.pushManifest(
                    repository,
                    "chained",
                    Images.MANIFEST,
                    Images.manifestWith("\"annotations\":{\"i\":\"" + i + "\"},", config));
            return 201;
        });
        List<String> moves = database.sql()
                .sql("""
                    SELECT h.previous, h.digest FROM tag_history h JOIN repository r ON r.id = h.repository_id
                    WHERE r.name = ? ORDER BY h.id
                    """)
                .param(repository)
                .query((row, n) -> row.getString(1) + " " + row.getString(2))
                .list();
        String at = "null";
        for (String move : moves) {
            assertThat(move).startsWith(at + " ");
            at = move.substring(at.length() + 1);
        }
        assertThat(count("""
                SELECT count(*) FROM manifest m JOIN repository r ON r.id = m.repository_id WHERE r.name = ?
                AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.repository_id = r.id AND t.digest = m.digest)
                AND NOT EXISTS (SELECT 1 FROM review v WHERE v.repository_id = r.id AND v.digest = m.digest)
                """, repository)).isZero();
    }

    @Test
    void ofManyConditionalPushesOneIsTaken() {
        byte[] config = repository.getBytes(UTF_8);
        client.pushBlob(repository, config);
        for (int round = 0; round < ROUNDS; round++) {
            String path = "PUT /v2/" + repository + "/manifests/conditional" + round;
            List<Integer> first = AtOnce.run(
                    8,
                    i -> client.ask(path, numbered(config, i), "Content-Type", Images.MANIFEST, "If-None-Match", "*")
                            .status());
            assertThat(first).containsOnlyOnce(201).containsOnly(201, 412);
            String tag = client.ask("GET" + path.substring(3)).header("Docker-Content-Digest");
            List<Integer> second = AtOnce.run(
                    8,
                    i -> client.ask(
                                    path,
                                    numbered(config, 100 + i),
                                    "Content-Type",
                                    Images.MANIFEST,
                                    "If-Match",
                                    "\"" + tag + "\"")
                            .status());
            assertThat(second).containsOnlyOnce(201).containsOnly(201, 412);
        }
    }

    private static byte[] numbered(byte[] config, int number) {
        return Images.manifestWith("\"annotations\":{\"i\":\"" + number + "\"},", config);
    }

    @Test
    void whenTheLastRepositoriesLetGoOfABlobAtOnceItIsCollected() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] content = Samples.bytes(100);
            List<String> holders = List.of(Samples.repository(), Samples.repository(), Samples.repository());
            holders.forEach(holder -> client.pushBlob(holder, content));
            Digest digest = Digest.of(Algorithm.SHA256, content);
            List<Integer> statuses = AtOnce.run(
                    holders.size(),
                    i -> client.ask("DELETE /v2/" + holders.get(i) + "/blobs/" + digest)
                            .status());
            assertThat(statuses).containsOnly(202);
            assertThat(count("SELECT count(*) FROM blob WHERE digest = ?", digest.toString()))
                    .isZero();
        }
    }

    @Test
    void aPushBesideTheLastDeleteOfItsBlobIsKeptOrDeletedAfterIt() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] content = Samples.bytes(100);
            String source = Samples.repository();
            Digest digest = client.pushBlob(source, content);
            String location = client.startUpload(repository);
            List<Integer> statuses = AtOnce.run(List.of(
                    () -> client.ask("PUT " + location + "?digest=" + digest, content)
                            .status(),
                    () -> client.ask("DELETE /v2/" + source + "/blobs/" + digest)
                            .status()));
            assertThat(statuses).containsExactly(201, 202);
            assertThat(client.ask("GET /v2/" + repository + "/blobs/" + digest)
                            .expect(200)
                            .body())
                    .isEqualTo(content);
        }
    }

    @Test
    void fiftyRepositoriesAreMadeAtOnceAndOneByFifty() {
        AtOnce.run(CLIENTS, i -> client.pushImage(repository + "/r" + i, "1", "r" + i));
        AtOnce.run(CLIENTS, i -> client.pushImage(repository, "t" + i, "same"));
        IntStream.range(0, CLIENTS)
                .forEach(i -> client.ask("GET /v2/" + repository + "/r" + i + "/manifests/1")
                        .expect(200));
        assertThat(client.ask("GET /v2/" + repository + "/tags/list").json().path("tags"))
                .hasSize(CLIENTS);
        assertThat(count("SELECT count(*) FROM repository WHERE name = ?", repository))
                .isEqualTo(1);
    }

    @Test
    void ofTwoChunksForOnePlaceOneIsTaken() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[][] chunks = {Samples.bytes(20_000), Samples.bytes(20_000)};
            String location = client.startUpload(repository);
            List<Answer> answers =
                    AtOnce.run(2, i -> client.ask("PATCH " + location, chunks[i], "Content-Range", "0-19999"));
            assertThat(answers).map(Answer::status).containsExactlyInAnyOrder(202, 416);
            int taken = answers.getFirst().status() == 202 ? 0 : 1;
            assertThat(client.ask("GET " + location).expect(204).header("Range"))
                    .isEqualTo("0-19999");
            Digest digest = Digest.of(Algorithm.SHA256, chunks[taken]);
            client.ask("PUT " + location + "?digest=" + digest).expect(201);
            assertThat(client.ask("GET /v2/" + repository + "/blobs/" + digest).body())
                    .isEqualTo(chunks[taken]);
        }
    }

    /** Who comes when the other one has finished is answered as one who repeats his request. */
    @Test
    void ofTwoThatFinishOneUploadOneDoesAndACancelEitherWinsOrComesTooLate() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] content = Samples.bytes(20_000);
            Digest digest = Digest.of(Algorithm.SHA256, content);
            String location = client.startUpload(repository);
            List<Integer> statuses = AtOnce.run(List.of(
                    () -> client.ask("PUT " + location + "?digest=" + digest, content)
                            .status(),
                    () -> client.ask("PUT " + location + "?digest=" + digest, content)
                            .status(),
                    () -> client.ask("DELETE " + location).status()));
            boolean finished = statuses.subList(0, 2).contains(201);
            assertThat(statuses.subList(0, 2)).isSubsetOf(201, 404, 416);
            assertThat(statuses.get(2)).isEqualTo(finished ? 404 : 204);
            client.ask("HEAD /v2/" + repository + "/blobs/" + digest).expect(finished ? 200 : 404);
            client.ask("GET " + location).expect(404);
        }
    }

    @Test
    void aMountBesideADeleteIsEitherMountedOrAnUpload() {
        for (int round = 0; round < ROUNDS; round++) {
            String source = Samples.repository();
            String target = Samples.repository();
            byte[] content = Samples.bytes(1000);
            Digest digest = client.pushBlob(source, content);
            List<Integer> statuses = AtOnce.run(List.of(
                    () -> client.ask("POST /v2/" + target + "/blobs/uploads/?mount=" + digest + "&from=" + source)
                            .status(),
                    () -> client.ask("DELETE /v2/" + source + "/blobs/" + digest)
                            .status()));
            assertThat(statuses.get(0)).isIn(201, 202);
            assertThat(statuses.get(1)).isEqualTo(202);
            Answer pulled = client.ask("GET /v2/" + target + "/blobs/" + digest);
            if (statuses.get(0) == 201) {
                assertThat(pulled.expect(200).body()).isEqualTo(content);
            } else {
                pulled.expect(404);
            }
            client.ask("GET /v2/" + source + "/blobs/" + digest).expect(404);
        }
    }

    @Test
    void aManifestBesideTheDeleteOfItsBlobIsEitherStoredOrTheBlobIsGone() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] config = Samples.bytes(100);
            Digest blob = client.pushBlob(repository, config);
            String manifest = "/v2/" + repository + "/manifests/r" + round;
            List<Integer> statuses = AtOnce.run(List.of(
                    () -> client.ask("PUT " + manifest, Images.manifest(config), "Content-Type", Images.MANIFEST)
                            .status(),
                    () -> client.ask("DELETE /v2/" + repository + "/blobs/" + blob)
                            .status()));
            assertThat(statuses).isIn(List.of(201, 405), List.of(400, 202));
            boolean stored = statuses.getFirst() == 201;
            client.ask("GET " + manifest).expect(stored ? 200 : 404);
            client.ask("GET /v2/" + repository + "/blobs/" + blob).expect(stored ? 200 : 404);
        }
    }

    @Test
    void aTagBesideTheDeleteOfItsManifestNamesAManifestOrIsGone() {
        for (int round = 0; round < ROUNDS; round++) {
            Digest digest = client.pushImage(repository, "first", "round " + round);
            String path = "/v2/" + repository + "/manifests/";
            byte[] content = client.ask("GET " + path + digest).body();
            List<Integer> statuses = AtOnce.run(List.of(
                    () -> client.ask("PUT " + path + "second", content, "Content-Type", Images.MANIFEST)
                            .status(),
                    () -> client.ask("DELETE " + path + digest).status()));
            assertThat(statuses).containsExactly(201, 202);
            int status = client.ask("GET " + path + "second").status();
            assertThat(status).isIn(200, 404);
            client.ask("GET " + path + digest).expect(status);
            client.ask("GET " + path + "first").expect(404);
        }
    }
}
