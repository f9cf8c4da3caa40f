package io.staithe.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.blobstore.BackEnd;
import io.staithe.blobstore.StoreMark;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.settings.InvalidSettingException;
import io.staithe.testing.Answer;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.S3Server;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** A folder that is not mounted and a bucket that is another one: their blobs are not lost, and nothing is pushed there. */
class WrongStoreTest {

    private static final byte[] CONTENT = {1, 2, 3};
    private static final Digest DIGEST = Digest.of(Algorithm.SHA256, CONTENT);

    @TempDir
    private Path data;

    @Test
    @Tag("filesystem")
    void aFolderThatIsUnmountedWhileItRunsIsUnavailableUntilItIsBack() throws IOException {
        Path blobs = data.resolve("blobs");
        Path aside = data.resolve("aside");
        try (TestRegistry registry = TestRegistry.start(data)) {
            registry.client().pushBlob("team/app", CONTENT);
            Files.move(blobs, aside);
            Files.createDirectory(blobs);
            requireUnavailable(registry);
            assertThat(blobs).isEmptyDirectory();
            Files.delete(blobs);
            Files.move(aside, blobs);
            requireAvailable(registry);
        }
    }

    @Test
    @Tag("filesystem")
    void aFolderThatIsNotMountedRefusesTheStart() throws IOException {
        Path blobs = data.resolve("blobs");
        try (TestRegistry registry = TestRegistry.start(data)) {
            registry.client().pushBlob("team/app", CONTENT);
        }
        Files.move(blobs, data.resolve("aside"));
        requireRefusal(
                "staithe.storage.filesystem.root", blobs.resolve(StoreMark.NAME).toString());
        Files.delete(blobs);
        Files.move(data.resolve("aside"), data.resolve("elsewhere"));
        try (TestRegistry moved =
                TestRegistry.start(data, "staithe.storage.filesystem.root=" + data.resolve("elsewhere"))) {
            requireAvailable(moved);
        }
    }

    @Test
    void aBucketThatIsMadeAnewIsUnavailableAndRefusesTheStart() throws IOException {
        String[] settings = S3Server.shared().settings(data).toArray(String[]::new);
        String place;
        try (TestRegistry registry = TestRegistry.start(data, settings)) {
            registry.client().pushBlob("team/app", CONTENT);
            StoreMark mark = registry.bean(BackEnd.class).mark();
            place = mark.place();
            String identity = mark.read().orElseThrow();
            empty(place);
            requireUnavailable(registry);
            mark.write(identity);
            assertThat(get(registry).status()).isEqualTo(500);
            registry.client().pushBlob("team/app", CONTENT);
            requireAvailable(registry);
        }
        empty(place);
        requireRefusal("staithe.storage.s3.bucket", place, settings);
    }

    private static void empty(String place) {
        String name = place.substring("s3://".length());
        String bucket = name.substring(0, name.indexOf('/'));
        String prefix = name.substring(name.indexOf('/') + 1, name.length() - StoreMark.NAME.length());
        try (S3Client client = S3Server.shared().client()) {
            client.listObjectsV2(request -> request.bucket(bucket).prefix(prefix))
                    .contents()
                    .forEach(object -> client.deleteObject(
                            request -> request.bucket(bucket).key(object.key())));
        }
    }

    private static Answer get(TestRegistry registry) {
        return registry.client().ask("GET /v2/team/app/blobs/" + DIGEST);
    }

    private static void requireAvailable(TestRegistry registry) {
        assertThat(Management.of(registry).status("health/readiness")).isEqualTo(200);
        assertThat(get(registry).expect(200).body()).isEqualTo(CONTENT);
    }

    private static void requireUnavailable(TestRegistry registry) {
        RegistryClient client = registry.client();
        assertThat(get(registry).expect(503).header("Retry-After")).isNotEmpty();
        client.ask("POST /v2/team/app/blobs/uploads/?digest=" + DIGEST, CONTENT).expect(503);
        assertThat(Management.of(registry).status("health/readiness")).isEqualTo(503);
        assertThat(Management.of(registry).text("health/readiness")).contains("or it is not mounted");
    }

    private void requireRefusal(String property, String place, String... settings) {
        assertThatThrownBy(() -> TestRegistry.start(data, settings).close())
                .hasRootCauseInstanceOf(InvalidSettingException.class)
                .rootCause()
                .hasMessageStartingWith(property + "=")
                .hasMessageContaining(place)
                .hasMessageContaining("Mount or name the right one");
    }
}
