package io.staithe.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.manifest.Restores;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.Reviews.Review;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.testing.Answer;
import io.staithe.testing.AtOnce;
import io.staithe.testing.Images;
import io.staithe.testing.RecordedCalls;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What ruined images elsewhere. In each race one side is held up before each of its statements in turn while the other one
 * runs to its end, or until it waits; then the other way round. Whatever the order, what was acknowledged is whole, and
 * what nobody needs is collected.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class CollectionRaces {

    private final TestRegistry registry;
    private final RegistryClient client;
    private final Database database;
    private final Reviews reviews;
    private final Collector collector;
    private final HeldUp heldUp;
    private final DueTasks tasks;

    CollectionRaces(Path data, String url) {
        registry = TestRegistry.startWith(
                List.of(RecordedCalls.class),
                data,
                "spring.datasource.url=" + url,
                "staithe.gc.interval=1h",
                "staithe.gc.grace=1h",
                "staithe.gc.delete-delay=0s",
                "staithe.gc.untagged=delete",
                "staithe.gc.rows-per-second=0",
                "staithe.access.refresh=1h",
                "staithe.pulls.interval=1h");
        client = registry.client();
        database = registry.bean(Database.class);
        reviews = registry.bean(Reviews.class);
        collector = registry.bean(Collector.class);
        heldUp = new HeldUp(registry.bean(RecordedCalls.class));
        tasks = new DueTasks(registry.beans());
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    /** Two that race, and what must hold after it. */
    private record Race(Supplier<Answer> client, Consumer<Answer> check) {}

    /** Tries a race again and again, from the beginning, in each order of its steps. */
    private void inEachOrder(Supplier<Race> begin) {
        for (boolean collectorWaits : new boolean[] {true, false}) {
            boolean met = true;
            for (int statement = 1; met; statement++) {
                Race race = begin.get();
                HeldUp.Result result = heldUp.run(statement, collectorWaits, this::collectDue, race.client());
                met = result.met();
                Answer answer = result.answer();
                String order = "%s held up before its statement %d"
                        .formatted(collectorWaits ? "the collector" : "the client", statement);
                assertThat(answer.status()).as(order + ": " + answer).isLessThan(500);
                requireInvariants(order);
                race.check().accept(answer);
                collectEverything();
                race.check().accept(answer);
                requireInvariants(order + ", after the next collection");
            }
        }
    }

    /** What was made due, once; also its bytes. */
    private void collectDue() {
        run("trash-purge");
        run("content-collection");
        run("garbage-sweep");
    }

    /** All that is due now, apart from what has a fresh grace. */
    private void collectEverything() {
        collectDue();
        collectDue();
    }

    private void run(String task) {
        try {
            tasks.run(task);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void graceIsOver(String repository) {
        for (String due : new String[] {"review SET review_after", "trash SET purge_after"}) {
            database.write(() -> database.sql()
                    .sql("UPDATE " + due
                            + " = staithe_now() - 1 WHERE repository_id = (SELECT id FROM repository WHERE name = ?)")
                    .param(repository)
                    .update());
        }
    }

    private void requireInvariants(String order) {
        assertThat(wrong("""
                    SELECT b.digest FROM blob b
                    WHERE NOT EXISTS (SELECT 1 FROM repository_blob l WHERE l.digest = b.digest)
                    AND NOT EXISTS (SELECT 1 FROM trash_blob t WHERE t.blob_digest = b.digest)
                    """)).as("blobs of no repository, " + order).isEmpty();
        assertThat(wrong("""
                    SELECT l.digest FROM repository_blob l
                    WHERE NOT EXISTS (SELECT 1 FROM manifest_blob m
                                      WHERE m.repository_id = l.repository_id AND m.blob_digest = l.digest)
                    AND NOT EXISTS (SELECT 1 FROM review v WHERE v.kind = 'blob'
                                    AND v.repository_id = l.repository_id AND v.digest = l.digest)
                    """))
                .as("blobs that nothing names and nobody reviews, " + order)
                .isEmpty();
        assertThat(wrong("""
                    SELECT m.digest FROM manifest m
                    WHERE NOT EXISTS (SELECT 1 FROM tag t
                                      WHERE t.repository_id = m.repository_id AND t.digest = m.digest)
                    AND NOT EXISTS (SELECT 1 FROM manifest_child c
                                    WHERE c.repository_id = m.repository_id AND c.child = m.digest)
                    AND NOT EXISTS (SELECT 1 FROM manifest s
                                    WHERE s.repository_id = m.repository_id AND s.digest = m.subject_digest)
                    AND NOT EXISTS (SELECT 1 FROM review v WHERE v.kind = 'manifest'
                                    AND v.repository_id = m.repository_id AND v.digest = m.digest)
                    """))
                .as("manifests that nothing names and nobody reviews, " + order)
                .isEmpty();
    }

    private List<String> wrong(String sql) {
        return database.sql().sql(sql).query((row, n) -> row.getString(1)).list();
    }

    private Answer get(String repository, String kind, Digest digest) {
        return client.ask("GET /v2/" + repository + "/" + kind + "/" + digest);
    }

    private void requireBlob(String repository, Digest digest, byte[] content) {
        assertThat(get(repository, "blobs", digest).expect(200).body()).isEqualTo(content);
    }

    private Answer push(String repository, String reference, String mediaType, byte[] manifest) {
        return client.ask("PUT /v2/" + repository + "/manifests/" + reference, manifest, "Content-Type", mediaType);
    }

    private static Digest digest(byte[] content) {
        return Digest.of(Algorithm.SHA256, content);
    }

    @Test
    void aManifestIsDeletedWhileItsBlobIsMounted() {
        inEachOrder(() -> {
            String source = Samples.repository();
            String target = Samples.repository();
            byte[] layer = Samples.bytes(1000);
            Digest blob = client.pushBlob(source, layer);
            Digest manifest = client.pushManifest(source, "1", Images.MANIFEST, Images.manifest(layer));
            client.ask("DELETE /v2/" + source + "/manifests/" + manifest).expect(202);
            graceIsOver(source);
            return new Race(
                    () -> client.ask("POST /v2/" + target + "/blobs/uploads/?mount=" + blob + "&from=" + source),
                    answer -> {
                        assertThat(answer.status()).isIn(201, 202);
                        if (answer.status() == 201) {
                            requireBlob(target, blob, layer);
                        }
                    });
        });
    }

    @Test
    void anIndexIsPushedWhileItsChildExpires() {
        inEachOrder(() -> {
            String repository = Samples.repository();
            byte[] layer = Samples.bytes(1000);
            client.pushBlob(repository, layer);
            byte[] child = Images.manifest(layer);
            client.pushManifest(repository, digest(child).toString(), Images.MANIFEST, child);
            graceIsOver(repository);
            return new Race(() -> push(repository, "index", Images.INDEX, Images.index(child)), answer -> {
                if (answer.status() == 201) {
                    get(repository, "manifests", digest(child)).expect(200);
                    requireBlob(repository, digest(layer), layer);
                } else {
                    answer.refused(400, ErrorCode.MANIFEST_BLOB_UNKNOWN);
                }
            });
        });
    }

    @Test
    void aDigestIsPushedAgainInTheMomentInWhichItsOldBytesGo() {
        inEachOrder(() -> {
            String repository = Samples.repository();
            byte[] layer = Samples.bytes(1000);
            Digest blob = client.pushBlob(repository, layer);
            String location = client.startUpload(repository);
            graceIsOver(repository);
            return new Race(() -> client.ask("PUT " + location + "?digest=" + blob, layer), answer -> {
                answer.expect(201);
                requireBlob(repository, blob, layer);
            });
        });
    }

    @Test
    void aReferrerIsPushedWhileItsSubjectGoes() {
        inEachOrder(() -> {
            String repository = Samples.repository();
            byte[] layer = Samples.bytes(1000);
            client.pushBlob(repository, layer);
            byte[] subject = Images.manifest(layer);
            client.pushManifest(repository, digest(subject).toString(), Images.MANIFEST, subject);
            graceIsOver(repository);
            byte[] config = Samples.bytes(10);
            client.pushBlob(repository, config);
            byte[] referrer = Images.manifestWith(
                    "\"subject\":" + Images.descriptor(Images.MANIFEST, subject) + ",\"artifactType\":\"a/b\",",
                    config);
            return new Race(() -> push(repository, digest(referrer).toString(), Images.MANIFEST, referrer), answer -> {
                answer.expect(201);
                get(repository, "manifests", digest(referrer)).expect(200);
                requireBlob(repository, digest(config), config);
            });
        });
    }

    @Test
    void aManifestIsPushedThatNamesABlobWhichTheCollectorIsAboutToTake() {
        inEachOrder(() -> {
            String repository = Samples.repository();
            byte[] layer = Samples.bytes(1000);
            client.pushBlob(repository, layer);
            graceIsOver(repository);
            byte[] manifest = Images.manifest(layer);
            return new Race(() -> push(repository, "1", Images.MANIFEST, manifest), answer -> {
                if (answer.status() == 201) {
                    get(repository, "manifests", digest(manifest)).expect(200);
                    requireBlob(repository, digest(layer), layer);
                } else {
                    answer.refused(400, ErrorCode.MANIFEST_BLOB_UNKNOWN);
                }
            });
        });
    }

    @Test
    void anUntaggedManifestIsPushedAgainUnderATagWhileItExpires() {
        inEachOrder(() -> {
            String repository = Samples.repository();
            byte[] layer = Samples.bytes(1000);
            client.pushBlob(repository, layer);
            byte[] manifest = Images.manifest(layer);
            client.pushManifest(repository, digest(manifest).toString(), Images.MANIFEST, manifest);
            graceIsOver(repository);
            return new Race(() -> push(repository, "1", Images.MANIFEST, manifest), answer -> {
                answer.expect(201);
                get(repository, "manifests", digest(manifest)).expect(200);
                requireBlob(repository, digest(layer), layer);
            });
        });
    }

    /** Whoever is told that the blob is there has the whole grace to refer to it. */
    @Test
    void aBlobIsAskedForWhileTheCollectorIsAboutToTakeIt() {
        inEachOrder(() -> {
            String repository = Samples.repository();
            byte[] layer = Samples.bytes(1000);
            Digest blob = client.pushBlob(repository, layer);
            graceIsOver(repository);
            return new Race(() -> client.ask("HEAD /v2/" + repository + "/blobs/" + blob), answer -> {
                assertThat(answer.status()).isIn(200, 404);
                if (answer.status() == 200) {
                    push(repository, "1", Images.MANIFEST, Images.manifest(layer))
                            .expect(201);
                    requireBlob(repository, blob, layer);
                }
            });
        });
    }

    /** Whoever is told that the manifest is there has the whole grace to put it into an index. */
    @Test
    void aManifestIsAskedForWhileTheCollectorIsAboutToTakeIt() {
        inEachOrder(() -> {
            String repository = Samples.repository();
            byte[] layer = Samples.bytes(1000);
            client.pushBlob(repository, layer);
            byte[] manifest = Images.manifest(layer);
            client.pushManifest(repository, digest(manifest).toString(), Images.MANIFEST, manifest);
            graceIsOver(repository);
            return new Race(() -> client.ask("HEAD /v2/" + repository + "/manifests/" + digest(manifest)), answer -> {
                assertThat(answer.status()).isIn(200, 404);
                if (answer.status() == 200) {
                    push(repository, "index", Images.INDEX, Images.index(manifest))
                            .expect(201);
                    requireBlob(repository, digest(layer), layer);
                }
            });
        });
    }

    @Test
    void oneBlobLeavesTwoRepositoriesAtOnce() {
        inEachOrder(() -> {
            String one = Samples.repository();
            String other = Samples.repository();
            byte[] layer = Samples.bytes(1000);
            Digest blob = client.pushBlob(one, layer);
            client.ask("POST /v2/" + other + "/blobs/uploads/?mount=" + blob + "&from=" + one)
                    .expect(201);
            graceIsOver(one);
            return new Race(() -> client.ask("DELETE /v2/" + other + "/blobs/" + blob), answer -> {
                answer.expect(202);
                assertThat(wrong("SELECT digest FROM blob WHERE digest = '" + blob + "'"))
                        .isEmpty();
            });
        });
    }

    @Test
    void aManifestIsRestoredInTheMomentInWhichItIsPurged() {
        Restores restores = registry.bean(Restores.class);
        inEachOrder(() -> {
            String repository = Samples.repository();
            byte[] layer = Samples.bytes(1000);
            client.pushBlob(repository, layer);
            Digest manifest = client.pushManifest(repository, "1", Images.MANIFEST, Images.manifest(layer));
            client.ask("DELETE /v2/" + repository + "/manifests/" + manifest).expect(202);
            graceIsOver(repository);
            return new Race(() -> restore(restores, repository, manifest), answer -> {
                get(repository, "manifests", manifest).expect(answer.status());
                if (answer.status() == 200) {
                    client.ask("GET /v2/" + repository + "/manifests/1").expect(200);
                    requireBlob(repository, digest(layer), layer);
                }
            });
        });
    }

    private static Answer restore(Restores restores, String repository, Digest manifest) {
        try {
            restores.manifest(RepositoryName.parse(repository), manifest, "test");
            return new Answer(200, Map.of(), new byte[0]);
        } catch (RegistryException e) {
            return new Answer(404, Map.of(), new byte[0]);
        }
    }

    @Test
    void ofTwoCollectorsOnOneRowOneDecides() {
        for (int round = 0; round < 20; round++) {
            String repository = Samples.repository();
            client.pushBlob(repository, Samples.bytes(100));
            graceIsOver(repository);
            List<Review> due = reviews.due(10);
            assertThat(due).hasSize(1);
            List<Collector.Outcome> both = AtOnce.run(2, i -> collector.decide(due.getFirst()));
            assertThat(both).containsExactlyInAnyOrder(Collector.Outcome.PASSED_BY, Collector.Outcome.DELETED);
        }
        assertThat(wrong("SELECT storage_key FROM garbage")).hasSize(20);
        run("garbage-sweep");
        assertThat(wrong("SELECT storage_key FROM garbage")).isEmpty();
    }
}
