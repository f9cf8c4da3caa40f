package io.staithe.gc;

import static io.staithe.gc.RacedRepository.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.gc.EachOrder.Race;
import io.staithe.manifest.Restores;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.Reviews.Review;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What ruined images elsewhere. Whatever the order of the steps, what was acknowledged is whole, and what nobody needs is
 * collected.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class CollectionRaces {

    private final TestRegistry registry;
    private final RegistryClient client;
    private final Database database;
    private final EachOrder inEachOrder;

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
        inEachOrder = new EachOrder(registry);
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    void aManifestIsDeletedWhileItsBlobIsMounted() {
        inEachOrder.run(source -> {
            String target = Samples.repository();
            source.pushAndDelete();
            source.graceIsOver();
            return new Race(() -> mount(source, target), answer -> {
                assertThat(answer.status()).isIn(201, 202);
                if (answer.status() == 201) {
                    Answer mounted = client.ask("GET /v2/" + target + "/blobs/" + source.blob());
                    assertThat(mounted.expect(200).body()).isEqualTo(source.layer());
                }
            });
        });
    }

    private Answer mount(RacedRepository source, String target) {
        return client.ask("POST /v2/" + target + "/blobs/uploads/?mount=" + source.blob() + "&from=" + source.name());
    }

    @Test
    void anIndexIsPushedWhileItsChildExpires() {
        inEachOrder.run(repository -> {
            byte[] child = repository.pushUntagged();
            repository.graceIsOver();
            return new Race(
                    () -> repository.put("index", Images.INDEX, Images.index(child)),
                    answer -> requireWholeOrRefused(repository, answer));
        });
    }

    @Test
    void aManifestIsPushedThatNamesABlobWhichTheCollectorIsAboutToTake() {
        inEachOrder.run(repository -> {
            repository.graceIsOver();
            return new Race(
                    () -> repository.put("1", Images.MANIFEST, repository.manifest()),
                    answer -> requireWholeOrRefused(repository, answer));
        });
    }

    private static void requireWholeOrRefused(RacedRepository repository, Answer answer) {
        if (answer.status() == 201) {
            requireWhole(repository);
        } else {
            answer.refused(400, ErrorCode.MANIFEST_BLOB_UNKNOWN);
        }
    }

    private static void requireWhole(RacedRepository repository) {
        repository.getManifest(digest(repository.manifest())).expect(200);
        repository.requireBlob(repository.layer());
    }

    @Test
    void anUntaggedManifestIsPushedAgainUnderATagWhileItExpires() {
        inEachOrder.run(repository -> {
            byte[] manifest = repository.pushUntagged();
            repository.graceIsOver();
            return new Race(() -> repository.put("1", Images.MANIFEST, manifest), answer -> {
                answer.expect(201);
                requireWhole(repository);
            });
        });
    }

    @Test
    void aReferrerIsPushedWhileItsSubjectGoes() {
        inEachOrder.run(repository -> {
            byte[] subject = repository.pushUntagged();
            repository.graceIsOver();
            byte[] config = Samples.bytes(10);
            client.pushBlob(repository.name(), config);
            byte[] referrer = Images.manifestWith(
                    "\"subject\":" + Images.descriptor(Images.MANIFEST, subject) + ",\"artifactType\":\"a/b\",",
                    config);
            return new Race(() -> repository.put(digest(referrer).toString(), Images.MANIFEST, referrer), answer -> {
                answer.expect(201);
                repository.getManifest(digest(referrer)).expect(200);
                repository.requireBlob(config);
            });
        });
    }

    @Test
    void aDigestIsPushedAgainInTheMomentInWhichItsOldBytesGo() {
        inEachOrder.run(repository -> {
            String location = client.startUpload(repository.name());
            repository.graceIsOver();
            return new Race(
                    () -> client.ask("PUT " + location + "?digest=" + repository.blob(), repository.layer()),
                    answer -> {
                        answer.expect(201);
                        repository.requireBlob(repository.layer());
                    });
        });
    }

    /** Whoever is told that the blob is there has the whole grace to refer to it. */
    @Test
    void aBlobIsAskedForWhileTheCollectorIsAboutToTakeIt() {
        inEachOrder.run(repository -> {
            repository.graceIsOver();
            return new Race(
                    () -> client.ask("HEAD /v2/" + repository.name() + "/blobs/" + repository.blob()), answer -> {
                        assertThat(answer.status()).isIn(200, 404);
                        if (answer.status() == 200) {
                            repository
                                    .put("1", Images.MANIFEST, repository.manifest())
                                    .expect(201);
                            repository.requireBlob(repository.layer());
                        }
                    });
        });
    }

    /** Whoever is told that the manifest is there has the whole grace to put it into an index. */
    @Test
    void aManifestIsAskedForWhileTheCollectorIsAboutToTakeIt() {
        inEachOrder.run(repository -> {
            byte[] manifest = repository.pushUntagged();
            repository.graceIsOver();
            return new Race(
                    () -> client.ask("HEAD /v2/" + repository.name() + "/manifests/" + digest(manifest)), answer -> {
                        assertThat(answer.status()).isIn(200, 404);
                        if (answer.status() == 200) {
                            repository
                                    .put("index", Images.INDEX, Images.index(manifest))
                                    .expect(201);
                            repository.requireBlob(repository.layer());
                        }
                    });
        });
    }

    @Test
    void oneBlobLeavesTwoRepositoriesAtOnce() {
        inEachOrder.run(one -> {
            String other = Samples.repository();
            mount(one, other).expect(201);
            one.graceIsOver();
            return new Race(() -> client.ask("DELETE /v2/" + other + "/blobs/" + one.blob()), answer -> {
                answer.expect(202);
                assertThat(texts("SELECT digest FROM blob WHERE digest = '" + one.blob() + "'"))
                        .isEmpty();
            });
        });
    }

    @Test
    void aManifestIsRestoredInTheMomentInWhichItIsPurged() {
        Restores restores = registry.bean(Restores.class);
        inEachOrder.run(repository -> {
            Digest manifest = repository.pushAndDelete();
            repository.graceIsOver();
            return new Race(() -> restore(restores, repository.name(), manifest), answer -> {
                repository.getManifest(manifest).expect(answer.status());
                if (answer.status() == 200) {
                    client.ask("GET /v2/" + repository.name() + "/manifests/1").expect(200);
                    repository.requireBlob(repository.layer());
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
    void ofTwoCollectorsOnOneRowOneDecides() throws IOException {
        Reviews reviews = registry.bean(Reviews.class);
        Collector collector = registry.bean(Collector.class);
        for (int round = 0; round < 20; round++) {
            new RacedRepository(client, database).graceIsOver();
            List<Review> due = reviews.due(10);
            assertThat(due).hasSize(1);
            List<Collector.Outcome> both = AtOnce.run(2, i -> collector.decide(due.getFirst()));
            assertThat(both).containsExactlyInAnyOrder(Collector.Outcome.PASSED_BY, Collector.Outcome.DELETED);
        }
        assertThat(texts("SELECT storage_key FROM garbage")).hasSize(20);
        new DueTasks(registry.beans()).run("garbage-sweep");
        assertThat(texts("SELECT storage_key FROM garbage")).isEmpty();
    }

    private List<String> texts(String sql) {
        return database.sql().sql(sql).query((row, n) -> row.getString(1)).list();
    }
}
