package io.staithe.scrub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.blobstore.StorageKey;
import io.staithe.database.Database;
import io.staithe.gc.BackgroundTask;
import io.staithe.metadata.StoredContent.Amount;
import io.staithe.metadata.Verifications;
import io.staithe.metadata.Verifications.Kind;
import io.staithe.metadata.Verifications.Scope;
import io.staithe.metadata.Verifications.Verification;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.JsonNode;

/** What happens to stored bytes behind the registry's back is found, not served and healed, in every store. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ScrubContract {

    final TestRegistry registry;
    final RegistryClient client;
    private final Database database;
    final byte[] layer = Samples.bytes(300_000);

    ScrubContract(TestRegistry registry) {
        this.registry = registry;
        this.client = registry.client();
        this.database = registry.bean(Database.class);
    }

    static String[] settings(String... more) {
        return Stream.concat(Stream.of("staithe.gc.interval=1h", "staithe.scrub.bytes-per-second=0B"), Stream.of(more))
                .toArray(String[]::new);
    }

    /** As somebody does who knows nothing of the registry. */
    abstract byte[] read(StorageKey key) throws IOException;

    abstract void write(StorageKey key, byte[] content) throws IOException;

    abstract void remove(StorageKey key) throws IOException;

    @AfterAll
    void stop() {
        registry.close();
    }

    StorageKey key(Digest blob) {
        return database.sql()
                .sql("SELECT storage_key FROM blob WHERE digest = ?")
                .param(blob.toString())
                .query((row, n) -> new StorageKey(row.getString(1)))
                .single();
    }

    /** Everything, as if the period were over. */
    void scrub() throws IOException {
        periodIsOver();
        run("scrub", Integer.MAX_VALUE);
    }

    private void periodIsOver() {
        database.write(() ->
                database.sql().sql("UPDATE verification SET started_at = 0").update());
    }

    void run(String name, int steps) throws IOException {
        for (BackgroundTask task :
                registry.beans().getBeanProvider(BackgroundTask.class).stream().toList()) {
            if (task.name().equals(name)) {
                task.run(new Counted(steps));
            }
        }
    }

    private static final class Counted implements BackgroundTask.Steps {

        private int left;

        private Counted(int left) {
            this.left = left;
        }

        @Override
        public boolean mayGoOn() {
            return left > 0;
        }

        @Override
        public void done() {
            left--;
        }
    }

    List<JsonNode> quarantined(Digest digest) {
        return client.ask("GET /api/v1/quarantine?n=1000")
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.path("digest").asString("").equals(digest.toString()))
                .toList();
    }

    private Answer get(String repository, Digest blob) {
        return client.ask("GET /v2/" + repository + "/blobs/" + blob);
    }

    void requireQuarantined(String repository, Digest blob, String damage) {
        assertThat(quarantined(blob)).singleElement().satisfies(item -> {
            assertThat(item.path("damage").asString("")).isEqualTo(damage);
            assertThat(item.path("repositories").path(0).asString("")).isEqualTo(repository);
        });
        assertThat(get(repository, blob).refused(500, "UNKNOWN").text()).contains("missing or damaged");
        client.ask("GET /v2/" + repository + "/blobs/" + blob, "Range", "bytes=0-1")
                .refused(500, "UNKNOWN");
        client.ask("HEAD /v2/" + repository + "/blobs/" + blob).expect(404);
        String other = Samples.repository();
        client.ask("POST /v2/" + other + "/blobs/uploads/?mount=" + blob + "&from=" + repository)
                .expect(202);
        client.ask("POST /v2/" + other + "/blobs/uploads/?mount=" + blob).expect(202);
        client.ask(
                        "PUT /v2/" + repository + "/manifests/broken",
                        Images.manifest(layer),
                        "Content-Type",
                        Images.MANIFEST)
                .refused(400, ErrorCode.MANIFEST_BLOB_UNKNOWN);
    }

    void requireHealed(String repository, Digest blob) {
        assertThat(quarantined(blob)).isEmpty();
        client.ask("HEAD /v2/" + repository + "/blobs/" + blob).expect(200);
        assertThat(get(repository, blob).expect(200).body()).isEqualTo(layer);
    }

    void healByPush(String repository, Digest blob) {
        client.pushBlob(repository, layer);
        requireHealed(repository, blob);
        assertThat(audited("blob.heal", blob)).isOne();
        forget(repository);
    }

    private int audited(String kind, Digest blob) {
        return database.sql()
                .sql("SELECT count(*) FROM audit WHERE kind = ? AND target = ?")
                .params(kind, blob.toString())
                .query(Integer.class)
                .single();
    }

    /** One content serves all tests, each with its own trail. */
    private void forget(String repository) {
        client.ask("DELETE /v2/" + repository + "/blobs/" + client.pushBlob(repository, layer))
                .expect(202);
        database.write(() -> database.sql().sql("DELETE FROM audit").update());
    }

    private long keptFor(StorageKey key) {
        return database.sql()
                .sql("SELECT (not_before - staithe_now()) / 3600000 FROM garbage WHERE storage_key = ?")
                .param(key.value())
                .query(Long.class)
                .single();
    }

    @Test
    void aFlippedBitIsFoundAndHealedByTheNextPush() throws IOException {
        String repository = Samples.repository();
        Digest blob = client.pushBlob(repository, layer);
        StorageKey key = key(blob);
        byte[] flipped = read(key);
        flipped[flipped.length / 2] ^= 1;
        write(key, flipped);
        scrub();
        requireQuarantined(repository, blob, "corrupt");
        assertThat(audited("content.quarantine", blob)).isOne();
        client.pushBlob(repository, layer);
        assertThat(keptFor(key)).as("hours that the damaged bytes stay").isBetween(166L, 168L);
        assertThat(read(key)).isEqualTo(flipped);
        healByPush(repository, blob);
    }

    @Test
    void aTruncatedBlobIsNoticedByTheReadAndLookedAtAtOnce() throws IOException {
        String repository = Samples.repository();
        Digest blob = client.pushBlob(repository, layer);
        write(key(blob), new byte[100]);
        get(repository, blob).refused(500, "UNKNOWN");
        run("verify", Integer.MAX_VALUE);
        requireQuarantined(repository, blob, "corrupt");
        healByPush(repository, blob);
    }

    @Test
    void aRemovedBlobIsFound() throws IOException {
        String repository = Samples.repository();
        Digest blob = client.pushBlob(repository, layer);
        client.pushBlob(repository, Samples.bytes(10));
        remove(key(blob));
        scrub();
        requireQuarantined(repository, blob, "missing");
        healByPush(repository, blob);
    }

    @Test
    void twoSwappedBlobsAreFoundAndSoundAgainOnceTheyAreSwappedBack() throws IOException {
        String repository = Samples.repository();
        Digest blob = client.pushBlob(repository, layer);
        Digest other = client.pushBlob(repository, Samples.bytes(layer.length));
        swap(key(blob), key(other));
        scrub();
        requireQuarantined(repository, blob, "corrupt");
        get(repository, other).refused(500, "UNKNOWN");
        swap(key(blob), key(other));
        scrub();
        requireHealed(repository, blob);
        get(repository, other).expect(200);
        forget(repository);
    }

    private void swap(StorageKey one, StorageKey other) throws IOException {
        byte[] content = read(one);
        write(one, read(other));
        write(other, content);
    }

    @Test
    void anEmptyStoreIsNoLossOfEverything() throws IOException {
        String repository = Samples.repository();
        Digest blob = client.pushBlob(repository, layer);
        Digest other = client.pushBlob(repository, Samples.bytes(1000));
        List<StorageKey> keys = keys();
        List<byte[]> contents = keys.stream().map(this::take).toList();
        assertThatThrownBy(this::scrub)
                .isInstanceOf(StoreDoubtedException.class)
                .hasMessageContaining("nothing was quarantined");
        assertThat(quarantined(blob)).isEmpty();
        assertThat(quarantined(other)).isEmpty();
        assertThat(registry.bean(MeterRegistry.class)
                        .get("staithe.scrub.store.doubted")
                        .gauge()
                        .value())
                .isOne();

        verify(repository, true);
        requireQuarantined(repository, blob, "missing");
        for (int i = 0; i < keys.size(); i++) {
            write(keys.get(i), contents.get(i));
        }
        scrub();
        requireHealed(repository, blob);
        get(repository, other).expect(200);
        forget(repository);
    }

    List<StorageKey> keys() {
        return database.sql()
                .sql("SELECT storage_key FROM blob ORDER BY digest")
                .query((row, n) -> new StorageKey(row.getString(1)))
                .list();
    }

    private void verify(String repository, boolean acceptMissing) throws IOException {
        client.ask(
                        "POST /api/v1/verifications",
                        "{\"repository\":\"%s\",\"acceptMissing\":%s}"
                                .formatted(repository, acceptMissing)
                                .getBytes(UTF_8),
                        "Content-Type",
                        "application/json")
                .expect(202);
        run("verify", Integer.MAX_VALUE);
        awaitEnd();
    }

    @Test
    void aNodeThatReadsNothingButDamageBelievesFiveTimes() throws IOException {
        String repository = Samples.repository();
        List<Digest> pushed = IntStream.range(0, 8)
                .mapToObj(i -> client.pushBlob(repository, Samples.bytes(100)))
                .toList();
        List<StorageKey> keys = keys();
        List<byte[]> contents = keys.stream().map(this::take).toList();
        for (int i = 0; i < keys.size(); i++) {
            write(keys.get(i), new byte[contents.get(i).length]);
        }
        assertThatThrownBy(this::scrub)
                .isInstanceOf(StoreDoubtedException.class)
                .hasMessageContaining("in a row are corrupt");
        assertThat(damaged(pushed)).isLessThanOrEqualTo(5);
        verify(repository, false);
        assertThat(damaged(pushed)).isLessThanOrEqualTo(5);
        verify(repository, true);
        assertThat(damaged(pushed)).isEqualTo(8);
        for (int i = 0; i < keys.size(); i++) {
            write(keys.get(i), contents.get(i));
        }
        scrub();
        assertThat(newest().hasNonNull("finishedAt")).isTrue();
        verify(repository, false);
        assertThat(damaged(pushed)).isZero();
        scrub();
    }

    private int damaged(List<Digest> blobs) {
        return blobs.stream().mapToInt(blob -> quarantined(blob).size()).sum();
    }

    @Test
    void manySuspicionsHoldNobodyUp() throws IOException {
        Verifications verifications = registry.bean(Verifications.class);
        String repository = Samples.repository();
        Digest blob = client.pushBlob(repository, Samples.bytes(10));
        long open = database.write(() -> {
            for (int i = 0; i < 200; i++) {
                verifications.suspect(Digest.of(Algorithm.SHA256, Samples.bytes(10)), 10);
            }
            long request = verifications.start(Kind.REQUEST, Scope.of(blob), "", false, new Amount(1, 10));
            assertThat(verifications.nextAsked()).map(Verification::id).hasValue(request);
            return database.sql()
                    .sql("SELECT count(*) FROM verification WHERE kind = 'read' AND finished_at IS NULL")
                    .query(Long.class)
                    .single();
        });
        assertThat(open).isEqualTo(100);
        run("verify", Integer.MAX_VALUE);
        await().until(() -> verifications.nextAsked().isEmpty());
    }

    /** The task may be running by itself. */
    private void awaitEnd() {
        await().until(() -> client.ask("GET /api/v1/verifications")
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.path("kind").asString("").equals("request"))
                .allMatch(item -> item.hasNonNull("finishedAt")));
    }

    private byte[] take(StorageKey key) {
        try {
            byte[] content = read(key);
            remove(key);
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aScrubGoesOnWhereItStopped() throws IOException {
        String repository = Samples.repository();
        for (int i = 0; i < 5; i++) {
            client.pushBlob(repository, Samples.bytes(10));
        }
        periodIsOver();
        run("scrub", 3);
        JsonNode stopped = newest();
        assertThat(stopped.path("checked").asLong()).isEqualTo(3);
        assertThat(stopped.hasNonNull("finishedAt")).isFalse();
        run("scrub", 1);
        assertThat(newest().path("checked").asLong()).isEqualTo(4);
        run("scrub", Integer.MAX_VALUE);
        JsonNode ended = newest();
        assertThat(ended.path("id")).isEqualTo(stopped.path("id"));
        assertThat(ended.path("checked")).isEqualTo(ended.path("total"));
        assertThat(ended.hasNonNull("finishedAt")).isTrue();
    }

    JsonNode newest() {
        return client.ask("GET /api/v1/verifications")
                .expect(200)
                .json()
                .path("items")
                .path(0);
    }

    @Test
    void aManifestThatChangedInTheDatabaseIsNotServedAndHealedByItsNextPush() throws IOException {
        String repository = Samples.repository();
        byte[] config = Samples.bytes(10);
        client.pushBlob(repository, config);
        byte[] manifest = Images.manifest(config);
        Digest digest = client.pushManifest(repository, "1", Images.MANIFEST, manifest);
        database.write(() -> database.sql()
                .sql("UPDATE manifest SET content = ? WHERE digest = ?")
                .params("{}".getBytes(UTF_8), digest.toString())
                .update());
        client.ask("GET /v2/" + repository + "/manifests/1").refused(500, "UNKNOWN");
        scrub();
        assertThat(quarantined(digest))
                .singleElement()
                .satisfies(item -> assertThat(item.path("kind").asString("")).isEqualTo("manifest"));
        client.pushManifest(repository, "1", Images.MANIFEST, manifest);
        assertThat(client.ask("GET /v2/" + repository + "/manifests/1")
                        .expect(200)
                        .body())
                .isEqualTo(manifest);
        assertThat(quarantined(digest)).isEmpty();
    }
}
