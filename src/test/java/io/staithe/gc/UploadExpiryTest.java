package io.staithe.gc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.StorageKey;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.Uploads;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.RawConnection;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadExpiryTest {

    private static final byte[] HALF = "the first half".getBytes(UTF_8);

    private final Path data;

    UploadExpiryTest(@TempDir Path data) {
        this.data = data;
    }

    @Test
    void anUploadThatWasLeftBeforeARestartExpiresAfterItAndOthersGoOn() throws IOException {
        String left;
        try (TestRegistry registry = TestRegistry.start(data, "staithe.upload.expiry=1s", "staithe.gc.interval=1h")) {
            registry.client().pushBlob("team/app", "kept".getBytes(UTF_8));
            left = half(registry.client());
            assertThat(keys(registry)).hasSize(2);
        }
        try (TestRegistry registry = TestRegistry.start(
                data, "staithe.upload.expiry=1h", "staithe.gc.interval=100ms", "staithe.gc.delete-delay=0s")) {
            RegistryClient client = registry.client();
            String going = half(client);
            await().atMost(Duration.ofMinutes(1)).until(() -> keys(registry).size() == 2);
            assertThat(client.get(left).statusCode()).isEqualTo(404);
            assertThat(registry.bean(Uploads.class).count()).isEqualTo(1);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> registry.bean(Garbage.class).waiting().keys() == 0);

            Digest digest = Digest.of(Algorithm.SHA256, HALF);
            assertThat(client.send("PUT", going + "?digest=" + digest, new byte[0])
                            .statusCode())
                    .isEqualTo(201);
            assertThat(client.get("/v2/team/app/blobs/" + digest).body()).isEqualTo(HALF);
        }
    }

    /** The expiry counts from the last request, and a session is refused from then on, collected or not. */
    @Test
    void anExpiredUploadIsUnknownEvenBeforeItIsCollected() {
        try (TestRegistry registry = TestRegistry.start(data, "staithe.upload.expiry=1s", "staithe.gc.interval=1h")) {
            RegistryClient client = registry.client();
            String location = half(client);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> client.get(location).statusCode() == 404);
            assertThat(client.send("PATCH", location, HALF).statusCode()).isEqualTo(404);
            assertThat(registry.bean(Uploads.class).count()).isEqualTo(1);
        }
    }

    @Test
    void anUploadDoesNotExpireWhileARequestBringsBytesHoweverLongThatTakes() {
        try (TestRegistry registry = TestRegistry.start(
                        data,
                        "staithe.upload.expiry=2s",
                        "staithe.upload.buffer-size=8KB",
                        "staithe.gc.interval=100ms");
                RawConnection slow = new RawConnection(registry.port())) {
            RegistryClient client = registry.client();
            String location = client.startUpload("team/app");
            String piece = "2000\r\n" + "x".repeat(0x2000) + "\r\n";
            slow.write("PATCH " + location + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            await().during(Duration.ofSeconds(4)).atMost(Duration.ofMinutes(1)).until(() -> {
                slow.write(piece);
                return client.get(location).statusCode() == 204;
            });
            slow.write("0\r\n\r\n").readAnswer("PATCH").expect(202);
        }
    }

    private static String half(RegistryClient client) {
        String location = client.startUpload("team/app");
        assertThat(client.send("PATCH", location, HALF).statusCode()).isEqualTo(202);
        return location;
    }

    private static List<StorageKey> keys(TestRegistry registry) throws IOException {
        List<StorageKey> keys = new ArrayList<>();
        registry.bean(BlobStore.class).forEach(Instant.MAX, (key, size) -> keys.add(key));
        return keys;
    }
}
