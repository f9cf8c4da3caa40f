package io.staithe.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.database.Database;
import io.staithe.gc.DueTasks;
import io.staithe.manifest.Restores.Past;
import io.staithe.metadata.TagHistory;
import io.staithe.metadata.TagHistory.Action;
import io.staithe.metadata.TagHistory.Move;
import io.staithe.metadata.Trash;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What was deleted can be had back, whole, for a while. */
@TestInstance(Lifecycle.PER_CLASS)
class TrashTest {

    private static final Tag LATEST = Tag.parse("latest");

    private final TestRegistry registry;
    private final RegistryClient client;
    private final Restores restores;
    private final Database database;

    TrashTest(@TempDir Path data) {
        registry = TestRegistry.start(
                data,
                "staithe.gc.interval=1h",
                "staithe.gc.delete-delay=0s",
                "staithe.tags.immutable[0].name=releases",
                "staithe.tags.immutable[0].repository=fixed/**",
                "staithe.tags.immutable[0].tags=v*.*");
        client = registry.client();
        restores = registry.bean(Restores.class);
        database = registry.bean(Database.class);
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    private void collect() throws IOException {
        for (int round = 0; round < 3; round++) {
            database.write(() ->
                    database.sql().sql("UPDATE review SET review_after = 0").update());
            new DueTasks(registry.beans()).run();
        }
    }

    private byte[] pushImage(String repository, String tag) {
        byte[] layer = Samples.bytes(500);
        client.pushBlob(repository, layer);
        byte[] manifest = Images.manifest(layer);
        client.pushManifest(repository, tag, Images.MANIFEST, manifest);
        return manifest;
    }

    private static Digest digest(byte[] content) {
        return Digest.of(Algorithm.SHA256, content);
    }

    private Instant now() {
        return Instant.ofEpochMilli(
                database.sql().sql("SELECT staithe_now()").query(Long.class).single());
    }

    private static void tick() throws InterruptedException {
        Thread.sleep(5);
    }

    @Test
    void aManifestComesBackWithItsTagsItsBlobsItsChildrenAndItsReferrers() throws IOException {
        String repository = Samples.repository();
        byte[] layer = Samples.bytes(500);
        client.pushBlob(repository, layer);
        byte[] child = Images.manifest(layer);
        client.pushManifest(repository, "amd64", Images.MANIFEST, child);
        byte[] index = Images.index(child);
        client.pushManifest(repository, "latest", Images.INDEX, index);
        client.pushManifest(repository, "1.0", Images.INDEX, index);
        byte[] config = Samples.bytes(20);
        client.pushBlob(repository, config);
        byte[] signature = Images.manifestWith(
                "\"subject\":" + Images.descriptor(Images.INDEX, index) + ",\"artifactType\":\"a/b\",", config);
        client.pushManifest(repository, digest(signature).toString(), Images.MANIFEST, signature);

        for (byte[] manifest : List.of(index, child, signature)) {
            client.ask("DELETE /v2/" + repository + "/manifests/" + digest(manifest))
                    .expect(202);
        }
        collect();
        client.ask("GET /v2/" + repository + "/blobs/" + digest(layer)).expect(404);
        client.ask("GET /v2/" + repository + "/manifests/latest").expect(404);

        Restores.Restored restored =
                restores.manifest(RepositoryName.parse(repository), digest(index), "account:alice");
        assertThat(restored.manifests()).containsExactlyInAnyOrder(digest(index), digest(child), digest(signature));
        assertThat(restored.tags()).extracting(Tag::value).containsExactlyInAnyOrder("latest", "1.0", "amd64");
        collect();
        for (String tag : new String[] {"latest", "1.0", "amd64"}) {
            client.ask("GET /v2/" + repository + "/manifests/" + tag).expect(200);
        }
        assertThat(client.ask("GET /v2/" + repository + "/blobs/" + digest(layer))
                        .expect(200)
                        .body())
                .isEqualTo(layer);
        assertThat(client.ask("GET /v2/" + repository + "/referrers/" + digest(index))
                        .json()
                        .path("manifests")
                        .size())
                .isEqualTo(1);
        assertThat(registry.bean(Trash.class).page(RepositoryName.parse(repository), "", 10))
                .isEmpty();
    }

    @Test
    void whatWasPurgedIsGoneForGood() throws IOException {
        String repository = Samples.repository();
        Digest digest = digest(pushImage(repository, "latest"));
        client.ask("DELETE /v2/" + repository + "/manifests/" + digest).expect(202);
        assertThat(registry.bean(Trash.class).page(RepositoryName.parse(repository), "", 10))
                .singleElement()
                .satisfies(trashed -> {
                    assertThat(trashed.digest()).isEqualTo(digest);
                    assertThat(trashed.by()).isEqualTo("127.0.0.1");
                });
        database.write(
                () -> database.sql().sql("UPDATE trash SET purge_after = 0").update());
        collect();
        assertThatThrownBy(() -> restores.manifest(RepositoryName.parse(repository), digest, "account:alice"))
                .isInstanceOf(RegistryException.class);
        assertThat(database.sql()
                        .sql("SELECT count(*) FROM repository_blob l JOIN repository r ON r.id = l.repository_id"
                                + " WHERE r.name = ?")
                        .param(repository)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    /** Children may be deleted first, as some clients do, and wait for an index that goes later. */
    @Test
    void anIndexThatIsBeingPurgedIsRestoredWholeOrNotAtAll() throws IOException {
        String repository = Samples.repository();
        RepositoryName name = RepositoryName.parse(repository);
        byte[] child = pushImage(repository, "amd64");
        byte[] inner = Images.index(child);
        client.pushManifest(repository, "inner", Images.INDEX, inner);
        byte[] index = Images.index(inner);
        client.pushManifest(repository, "latest", Images.INDEX, index);
        List<byte[]> family = List.of(child, inner, index);
        for (byte[] manifest : family) {
            client.ask("DELETE /v2/" + repository + "/manifests/" + digest(manifest))
                    .expect(202);
            age(repository, 1000);
        }
        age(repository, Duration.ofDays(8).toMillis());
        for (int left = family.size() - 1; left >= 0; left--) {
            new DueTasks(registry.beans()).run("trash-purge", 1);
            assertThat(registry.bean(Trash.class).page(name, "", 10)).hasSize(left);
            assertThatThrownBy(() -> restores.manifest(name, digest(index), "account:alice"))
                    .isInstanceOf(RegistryException.class);
        }
        client.ask("GET /v2/" + repository + "/manifests/" + digest(child)).expect(404);
    }

    /** As if what was deleted had been so long before. */
    private void age(String repository, long millis) {
        database.write(() -> database.sql()
                .sql("UPDATE trash SET purge_after = purge_after - ?"
                        + " WHERE repository_id = (SELECT id FROM repository WHERE name = ?)")
                .params(millis, repository)
                .update());
    }

    @Test
    void aTagIsReadAndRestoredAsOfAMoment() throws IOException, InterruptedException {
        String repository = Samples.repository();
        RepositoryName name = RepositoryName.parse(repository);
        Instant before = now();
        tick();
        Digest first = digest(pushImage(repository, "latest"));
        Instant atFirst = now();
        tick();
        Digest second = digest(pushImage(repository, "latest"));
        Instant atSecond = now();
        tick();
        client.ask("DELETE /v2/" + repository + "/manifests/" + first).expect(202);
        client.ask("DELETE /v2/" + repository + "/manifests/latest").expect(202);
        collect();

        assertThat(restores.at(name, LATEST, before)).isEqualTo(new Past.NoTag());
        assertThat(restores.at(name, LATEST, atFirst)).isEqualTo(new Past.InTrash(first));
        assertThat(restores.at(name, LATEST, atSecond)).isEqualTo(new Past.There(second));
        restores.tag(name, LATEST, atFirst, "account:alice");
        assertThat(client.ask("GET /v2/" + repository + "/manifests/latest")
                        .expect(200)
                        .header("Docker-Content-Digest"))
                .isEqualTo(first.toString());
        assertThatThrownBy(() -> restores.tag(name, LATEST, before, "account:alice"))
                .isInstanceOf(RegistryException.class);
        List<Move> moves = registry.bean(TagHistory.class).moves(name, LATEST, 10);
        assertThat(moves)
                .extracting(move -> move.cause().orElseThrow().action())
                .containsExactly(Action.RESTORE, Action.DELETE, Action.PUSH, Action.PUSH);
        assertThat(moves.getFirst().to()).contains(first);
        assertThat(moves.getFirst().cause().orElseThrow().by()).isEqualTo("account:alice");
        assertThat(moves.get(2).from()).isEqualTo(Optional.of(first));
        assertThat(moves.get(2).cause().orElseThrow().by()).isEqualTo("127.0.0.1");
    }

    @Test
    void aRepositoryIsDeletedAndComesBackWhole() throws IOException {
        String repository = Samples.repository();
        RepositoryName name = RepositoryName.parse(repository);
        for (String tag : new String[] {"1", "2", "3"}) {
            pushImage(repository, tag);
        }
        Instant begin = now();
        assertThat(registry.bean(ManifestDeletions.class).deleteAll(name, "account:alice"))
                .isEqualTo(3);
        collect();
        assertThat(client.ask("GET /v2/_catalog?n=1000").text()).doesNotContain(repository);
        assertThat(restores.repository(name, begin, "account:alice").manifests())
                .hasSize(3);
        for (String tag : new String[] {"1", "2", "3"}) {
            client.ask("GET /v2/" + repository + "/manifests/" + tag).expect(200);
        }
    }

    /** A manifest stays when its tags go, so the trash has nothing of it. */
    @Test
    void tagsThatWereDeletedByThemselvesComeBackWithWhatWasDeletedSince() throws InterruptedException {
        String repository = Samples.repository();
        byte[] manifest = pushImage(repository, "kept");
        for (String tag : List.of("early", "late", "moved")) {
            client.pushManifest(repository, tag, Images.MANIFEST, manifest);
        }
        client.ask("DELETE /v2/" + repository + "/manifests/early").expect(202);
        tick();
        Instant begin = now();
        client.ask("DELETE /v2/" + repository + "/manifests/late").expect(202);
        client.ask("DELETE /v2/" + repository + "/manifests/moved").expect(202);
        byte[] other = pushImage(repository, "moved");

        assertThat(restores.repository(RepositoryName.parse(repository), begin, "account:alice")
                        .tags())
                .containsExactly(Tag.parse("late"));

        client.ask("GET /v2/" + repository + "/manifests/early").expect(404);
        assertThat(client.ask("GET /v2/" + repository + "/manifests/late")
                        .expect(200)
                        .body())
                .isEqualTo(manifest);
        assertThat(client.ask("GET /v2/" + repository + "/manifests/moved").body())
                .isEqualTo(other);
        assertThatThrownBy(() -> restores.manifest(RepositoryName.parse(repository), digest(manifest), "account:alice"))
                .hasMessageContaining("was not deleted");
    }

    @Test
    void anImmutableTagStaysWhereItIs() {
        String repository = "fixed/" + Samples.repository();
        byte[] first = pushImage(repository, "v1.0");
        byte[] layer = Samples.bytes(10);
        client.pushBlob(repository, layer);
        String path = "PUT /v2/" + repository + "/manifests/";
        assertThat(client.ask(path + "v1.0", Images.manifest(layer), "Content-Type", Images.MANIFEST)
                        .refused(403, ErrorCode.DENIED)
                        .text())
                .contains("the rule 'releases'")
                .contains(digest(first).toString());
        client.ask(path + "v1.0", first, "Content-Type", Images.MANIFEST).expect(201);
        client.ask(path + "v2.0", Images.manifest(layer), "Content-Type", Images.MANIFEST)
                .expect(201);
        client.ask(path + "latest", first, "Content-Type", Images.MANIFEST).expect(201);
        client.ask(path + "latest", Images.manifest(layer), "Content-Type", Images.MANIFEST)
                .expect(201);
    }
}
