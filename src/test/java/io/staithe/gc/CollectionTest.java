package io.staithe.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.StorageKey;
import io.staithe.database.Database;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is collected, what stays, and who says when. */
class CollectionTest {

    private final Path data;

    CollectionTest(@TempDir Path data) {
        this.data = data;
    }

    private TestRegistry start(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "staithe.gc.interval=1h",
                "staithe.gc.delete-delay=0s",
                "staithe.gc.workers=3",
                "staithe.trash.keep=0s"));
        settings.addAll(List.of(more));
        return TestRegistry.start(data, settings.toArray(String[]::new));
    }

    /** Lets every grace pass, again and again, until there is nothing more to decide. */
    private static void collectAll(TestRegistry registry) throws IOException {
        Database database = registry.bean(Database.class);
        while (count(registry, "review") + count(registry, "garbage") > 0) {
            database.write(() ->
                    database.sql().sql("UPDATE review SET review_after = 0").update());
            new DueTasks(registry.beans()).run();
        }
    }

    private static List<StorageKey> stored(TestRegistry registry) throws IOException {
        List<StorageKey> keys = new ArrayList<>();
        registry.bean(BlobStore.class).forEach(Instant.MAX, (key, size) -> keys.add(key));
        return keys;
    }

    private static long count(TestRegistry registry, String table) {
        return registry.bean(Database.class)
                .sql()
                .sql("SELECT count(*) FROM " + table)
                .query(Long.class)
                .single();
    }

    private static byte[] pushImage(RegistryClient client, String tag) {
        byte[] layer = Samples.bytes(1000);
        client.pushBlob("team/app", layer);
        byte[] manifest = Images.manifest(layer);
        client.pushManifest("team/app", tag, Images.MANIFEST, manifest);
        return manifest;
    }

    private static byte[] pushReferrer(RegistryClient client, byte[] subject, byte[] config) {
        client.pushBlob("team/app", config);
        byte[] referrer = Images.manifestWith(
                "\"subject\":" + Images.descriptor(Images.MANIFEST, subject) + ",\"artifactType\":\"a/b\",", config);
        String digest = Digest.of(Algorithm.SHA256, referrer).toString();
        client.pushManifest("team/app", digest, Images.MANIFEST, referrer);
        return referrer;
    }

    @Test
    void whenEverythingIsDeletedTheStoreEndsEmpty() throws IOException {
        try (TestRegistry registry = start("staithe.gc.untagged=delete")) {
            RegistryClient client = registry.client();
            byte[] one = pushImage(client, "1");
            byte[] two = pushImage(client, "2");
            client.pushManifest("team/app", "all", Images.INDEX, Images.index(one, two));
            byte[] config = Samples.bytes(10);
            pushReferrer(client, one, config);
            String mount = "POST /v2/team/copy/blobs/uploads/?from=team/app&mount=";
            client.ask(mount + Digest.of(Algorithm.SHA256, config)).expect(201);
            collectAll(registry);
            assertThat(count(registry, "manifest")).as("all are named").isEqualTo(4);
            assertThat(count(registry, "blob")).isEqualTo(3);
            assertThat(count(registry, "repository_blob"))
                    .as("nobody names the mounted one")
                    .isEqualTo(3);
            for (String tag : new String[] {"1", "2", "all"}) {
                client.ask("DELETE /v2/team/app/manifests/" + tag).expect(202);
            }
            collectAll(registry);
            for (String table : new String[] {
                "manifest", "manifest_blob", "manifest_child", "blob", "repository_blob", "upload", "tag"
            }) {
                assertThat(count(registry, table)).as(table).isZero();
            }
            assertThat(stored(registry)).isEmpty();
        }
    }

    @Test
    void anUntaggedManifestStaysUnlessASettingSaysOtherwise() throws IOException {
        try (TestRegistry registry = start()) {
            RegistryClient client = registry.client();
            Digest digest = Digest.of(Algorithm.SHA256, pushImage(client, "1"));
            client.ask("DELETE /v2/team/app/manifests/1").expect(202);
            collectAll(registry);
            client.ask("GET /v2/team/app/manifests/" + digest).expect(200);
            client.ask("DELETE /v2/team/app/manifests/" + digest).expect(202);
            collectAll(registry);
            assertThat(stored(registry)).isEmpty();
        }
    }

    @Test
    void aPauseLastsUntilItIsTakenBackAlsoOverARestart() {
        String[] atOnce = {"staithe.gc.interval=100ms", "staithe.gc.grace=0s", "staithe.gc.delete-delay=0s"};
        try (TestRegistry registry = TestRegistry.start(data, atOnce)) {
            TaskControl control = registry.bean(TaskControl.class);
            assertThat(control.pause("content-collection", "account:alice")).isTrue();
            assertThat(control.pause("no-such-task", "account:alice")).isFalse();
        }
        try (TestRegistry registry = TestRegistry.start(data, atOnce)) {
            TaskControl control = registry.bean(TaskControl.class);
            assertThat(control.tasks())
                    .filteredOn(task -> task.pause().isPresent())
                    .singleElement()
                    .satisfies(task -> {
                        assertThat(task.name()).isEqualTo("content-collection");
                        assertThat(task.pause().orElseThrow().by()).isEqualTo("account:alice");
                    });
            registry.client().pushBlob("team/app", Samples.bytes(100));
            assertThat(count(registry, "blob")).isEqualTo(1);
            control.resume("content-collection");
            await().until(() -> count(registry, "blob") == 0);
        }
    }

    @Test
    void whatIsNotInItsTimeOfDayWaits() {
        TimeWindow night = TimeWindow.parse("22:00-06:00 Europe/Berlin").orElseThrow();
        assertThat(night.contains(Instant.parse("2026-01-01T21:00:00Z"))).isTrue();
        assertThat(night.contains(Instant.parse("2026-01-01T20:59:59Z"))).isFalse();
        assertThat(night.contains(Instant.parse("2026-01-01T04:59:59Z"))).isTrue();
        assertThat(night.contains(Instant.parse("2026-01-01T05:00:00Z"))).isFalse();
        TimeWindow noon = TimeWindow.parse("11:30-12:30").orElseThrow();
        assertThat(noon.contains(Instant.parse("2026-01-01T12:00:00Z"))).isTrue();
        assertThat(noon.contains(Instant.parse("2026-01-01T12:30:00Z"))).isFalse();
        assertThat(TimeWindow.parse("00:00-24:00").orElseThrow().contains(Instant.now()))
                .isTrue();
        assertThat(TimeWindow.parse("25:00-26:00")).isEmpty();
    }

    @Test
    void aPaceIsKept() {
        Pace pace = new Pace(100);
        long begin = System.nanoTime();
        for (int i = 0; i < 11; i++) {
            assertThat(pace.await(2, () -> true)).isTrue();
        }
        assertThat(System.nanoTime() - begin).isGreaterThan(190_000_000L);
        assertThat(pace.await(2, () -> false)).isFalse();
    }
}
