package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.StorageKey;
import io.staithe.database.Database;
import io.staithe.oci.Digest;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushAgainTest {

    @TempDir
    private Path data;

    @Test
    void aBlobWhoseBytesWereLostIsHealedByItsNextPush() throws IOException {
        try (TestRegistry registry = TestRegistry.start(data)) {
            RegistryClient client = registry.client();
            Digest digest = client.pushBlob("team/app", "healthy".getBytes(UTF_8));
            loseBytes(registry.bean(BlobStore.class));
            assertThat(client.get("/v2/team/app/blobs/" + digest).statusCode()).isEqualTo(500);

            client.pushBlob("team/app", "healthy".getBytes(UTF_8));
            assertThat(client.get("/v2/team/app/blobs/" + digest).body()).isEqualTo("healthy".getBytes(UTF_8));
            assertThat(garbage(registry)).as("what another node may still find").isZero();
        }
    }

    @Test
    void aLayerThatCameAfterItsManifestIsKeptByTheNextPushOfTheManifest() {
        try (TestRegistry registry = TestRegistry.start(data, "staithe.manifest.sparse=true")) {
            RegistryClient client = registry.client();
            byte[] config = "{}".getBytes(UTF_8);
            byte[] layer = "late".getBytes(UTF_8);
            byte[] manifest = Images.manifest(config, layer);
            client.pushBlob("team/app", config);
            client.pushManifest("team/app", "1", Images.MANIFEST, manifest);
            Digest late = client.pushBlob("team/app", layer);

            client.pushManifest("team/app", "1", Images.MANIFEST, manifest);
            assertThat(client.delete("/v2/team/app/blobs/" + late).statusCode()).isEqualTo(405);
        }
    }

    private static int garbage(TestRegistry registry) {
        return registry.bean(Database.class)
                .sql()
                .sql("SELECT count(*) FROM garbage")
                .query(Integer.class)
                .single();
    }

    private static void loseBytes(BlobStore store) throws IOException {
        List<StorageKey> keys = new ArrayList<>();
        store.forEach(Instant.MAX, (key, size) -> keys.add(key));
        assertThat(keys).hasSize(1);
        store.delete(keys.getFirst());
    }
}
