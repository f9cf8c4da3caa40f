package io.staithe.durability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.RegistryClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the right to write away from the disk of the blobs. {@code src/e2e/durability/run} runs it. */
class ReadOnlyDiskCheck {

    private final Disk disk = Disk.ofThisRun();

    @Test
    void aReadOnlyDiskServesPullsRefusesPushesInWordsAndRecoversByItself(@TempDir Path folder) throws Exception {
        String root = "staithe.storage.filesystem.root=" + disk.folder().resolve("blobs");
        try (JarRegistry registry = new JarRegistry(folder.resolve("data"), "read-only-disk", root)) {
            registry.start();
            RegistryClient client = registry.client();
            Content before = Content.of(1, 100_000);
            assertThat(push(client, before).statusCode()).isEqualTo(201);

            disk.makeReadOnly();
            HttpResponse<byte[]> refused = push(client, Content.of(2, 100_000));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(new String(refused.body(), UTF_8)).startsWith("{\"errors\":[{\"code\":\"UNAVAILABLE\"");
            assertThat(client.get("/v2/fixed/app/blobs/" + before.digest()).body())
                    .isEqualTo(before.bytes());
            assertThat(registry.readiness()).isEqualTo(503);
            assertThat(registry.log()).contains("Read-only file system").doesNotContain("\tat ");

            disk.makeWritable();
            assertThat(registry.readiness()).isEqualTo(200);
            assertThat(push(client, Content.of(2, 100_000)).statusCode()).isEqualTo(201);
        }
    }

    private static HttpResponse<byte[]> push(RegistryClient client, Content content) {
        String path = "/v2/fixed/app/blobs/uploads/?digest=" + content.digest();
        return client.send("POST", path, content.bytes());
    }
}
