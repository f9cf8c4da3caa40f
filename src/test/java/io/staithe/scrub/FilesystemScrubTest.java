package io.staithe.scrub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.staithe.blobstore.NoPermissionException;
import io.staithe.blobstore.StorageKey;
import io.staithe.database.Database;
import io.staithe.metadata.Verifications;
import io.staithe.oci.Digest;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class FilesystemScrubTest extends ScrubContract {

    private final Path blobs;
    private final Path copy;

    FilesystemScrubTest(@TempDir Path data) throws IOException {
        super(TestRegistry.startWith(
                List.of(BadSectors.class),
                data,
                settings(
                        "staithe.storage.type=filesystem",
                        "staithe.scrub.second-store=" + Files.createDirectory(data.resolve("copy")))));
        this.blobs = data.resolve("blobs");
        this.copy = data.resolve("copy");
    }

    @Override
    byte[] read(StorageKey key) throws IOException {
        return Files.readAllBytes(blobs.resolve(key.value()));
    }

    @Override
    void write(StorageKey key, byte[] content) throws IOException {
        Files.write(blobs.resolve(key.value()), content);
    }

    @Override
    void remove(StorageKey key) throws IOException {
        Files.delete(blobs.resolve(key.value()));
    }

    /** The file is there, and cannot even be opened. */
    @Test
    void neighboursThatCannotBeReadDoNotHoldUpTheScrub() throws IOException {
        String repository = Samples.repository();
        for (int i = 0; i < 20; i++) {
            client.pushBlob(repository, Samples.bytes(10));
        }
        List<StorageKey> bad = keys().subList(3, 8);
        List<byte[]> contents = new ArrayList<>();
        for (StorageKey key : bad) {
            Path file = blobs.resolve(key.value());
            contents.add(read(key));
            Files.delete(file);
            Files.createSymbolicLink(file, file.getFileName());
        }
        scrub();
        assertThat(scheduled().hasNonNull("finishedAt")).isTrue();
        assertThat(scheduled().path("errors").asInt()).isEqualTo(5);
        readAgain(3);
        assertThat(unreadable()).isEqualTo(5);
        for (int i = 0; i < bad.size(); i++) {
            remove(bad.get(i));
            write(bad.get(i), contents.get(i));
        }
        scrub();
        assertThat(scheduled().path("errors").asInt()).isZero();
        assertThat(unreadable()).isZero();
    }

    private JsonNode scheduled() {
        return client.ask("GET /api/v1/verifications")
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.path("kind").asString("").equals("schedule"))
                .findFirst()
                .orElseThrow();
    }

    private long unreadable() {
        return client.ask("GET /api/v1/quarantine?n=1000")
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.path("damage").asString("").equals("unreadable"))
                .count();
    }

    private void readAgain(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            run("verify", Integer.MAX_VALUE);
        }
    }

    @Test
    void aBlobThatCannotBeReadAgainAndAgainIsQuarantinedAndHealedByTheNextPush() throws IOException {
        String repository = Samples.repository();
        Digest blob = client.pushBlob(repository, layer);
        BadSectors sectors = registry.bean(BadSectors.class);
        sectors.under(Set.of(key(blob)));
        scrub();
        readAgain(2);
        assertThat(quarantined(blob)).as("after two more reads").isEmpty();
        readAgain(1);
        requireQuarantined(repository, blob, "unreadable");
        healByPush(repository, blob);
        sectors.under(Set.of());
    }

    @Test
    void aBlobThatCanBeReadAgainIsNotQuarantined() throws IOException {
        String repository = Samples.repository();
        Digest blob = client.pushBlob(repository, Samples.bytes(100));
        BadSectors sectors = registry.bean(BadSectors.class);
        sectors.under(Set.of(key(blob)));
        scrub();
        readAgain(1);
        sectors.under(Set.of());
        readAgain(2);
        assertThat(quarantined(blob)).isEmpty();
        assertThat(registry.bean(Verifications.class).nextAsked()).isEmpty();
    }

    @Test
    void aStoreThatCannotBeReadAtAllQuarantinesNothing() throws IOException {
        String repository = Samples.repository();
        Digest blob = client.pushBlob(repository, Samples.bytes(100));
        for (int i = 0; i < 20; i++) {
            client.pushBlob(repository, Samples.bytes(10));
        }
        BadSectors sectors = registry.bean(BadSectors.class);
        sectors.under(Set.copyOf(keys()));
        assertThatThrownBy(this::scrub).hasMessageContaining(BadSectors.ERROR);
        registry.bean(Database.class).write(() -> {
            registry.bean(Verifications.class).suspect(blob, 100);
            return null;
        });
        readAgain(4);
        assertThat(quarantined(blob)).isEmpty();
        assertThat(meter("staithe.scrub.store.doubted").gauge().value()).isOne();
        sectors.under(Set.of());
        readAgain(1);
        assertThat(registry.bean(Verifications.class).nextAsked()).isEmpty();
        assertThat(quarantined(blob)).isEmpty();
        scrub();
    }

    private RequiredSearch meter(String name) {
        return registry.bean(MeterRegistry.class).get(name);
    }

    @Test
    void aStoreThatIsOutForAWhileDoesNotEndTheReadingOfABlobAgain() throws IOException {
        String repository = Samples.repository();
        Digest blob = client.pushBlob(repository, layer);
        for (int i = 0; i < 20; i++) {
            client.pushBlob(repository, Samples.bytes(10));
        }
        BadSectors sectors = registry.bean(BadSectors.class);
        sectors.under(Set.of(key(blob)));
        scrub();
        readAgain(2);
        sectors.under(Set.copyOf(keys()));
        readAgain(3);
        assertThat(quarantined(blob)).isEmpty();
        sectors.under(Set.of(key(blob)));
        readAgain(1);
        requireQuarantined(repository, blob, "unreadable");
        healByPush(repository, blob);
        sectors.under(Set.of());
    }

    @Test
    void aBlobThatThisNodeHasNoRightToReadIsNoDamage() throws IOException {
        String repository = Samples.repository();
        Digest blob = client.pushBlob(repository, Samples.bytes(100));
        double before = meter("staithe.scrub.refused").counter().count();
        BadSectors sectors = registry.bean(BadSectors.class);
        sectors.under(
                Set.of(key(blob)),
                () -> new NoPermissionException("no permission", new AccessDeniedException("a file")));
        scrub();
        readAgain(4);
        assertThat(quarantined(blob)).isEmpty();
        assertThat(meter("staithe.scrub.refused").counter().count() - before).isOne();
        assertThat(registry.bean(Verifications.class).nextAsked()).isEmpty();
        sectors.under(Set.of());
    }

    @Test
    void theSecondStoreHealsUnlessItsBytesAreDamagedToo() throws IOException {
        String repository = Samples.repository();
        byte[] content = Samples.bytes(2_000_000);
        Digest blob = client.pushBlob(repository, content);
        StorageKey key = key(blob);
        Path backup = copy.resolve(key.value());
        Files.createDirectories(backup.getParent());
        Files.write(backup, new byte[content.length]);
        write(key, new byte[content.length]);
        scrub();
        client.ask("GET /v2/" + repository + "/blobs/" + blob).refused(500, "UNKNOWN");
        Files.write(backup, content);
        scrub();
        assertThat(client.ask("GET /v2/" + repository + "/blobs/" + blob)
                        .expect(200)
                        .body())
                .isEqualTo(content);
        assertThat(key(blob)).isNotEqualTo(key);
    }
}
