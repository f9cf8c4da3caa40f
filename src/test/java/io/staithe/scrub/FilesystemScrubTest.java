package io.staithe.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.blobstore.StorageKey;
import io.staithe.oci.Digest;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesystemScrubTest extends ScrubContract {

    private final Path blobs;
    private final Path copy;

    FilesystemScrubTest(@TempDir Path data) throws IOException {
        super(TestRegistry.start(
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

    /** As bad sectors do: the file is there, and every open or read of it fails. */
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
        assertThat(newest().hasNonNull("finishedAt")).isTrue();
        assertThat(newest().path("errors").asInt()).isEqualTo(5);
        for (int i = 0; i < bad.size(); i++) {
            remove(bad.get(i));
            write(bad.get(i), contents.get(i));
        }
        scrub();
        assertThat(newest().path("errors").asInt()).isZero();
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
