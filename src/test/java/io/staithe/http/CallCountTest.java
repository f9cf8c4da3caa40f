package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.oci.Digest;
import io.staithe.testing.Images;
import io.staithe.testing.RecordedCalls;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The paths that must stay short. */
@TestInstance(Lifecycle.PER_CLASS)
class CallCountTest {

    private static final String REPOSITORY = "/v2/app";

    private final TestRegistry registry;
    private final RegistryClient client;
    private final RecordedCalls calls;
    private final byte[] layer = "layer".repeat(20_000).getBytes(UTF_8);
    private final Digest blob;
    private final Digest manifest;

    CallCountTest(@TempDir Path data) {
        registry = TestRegistry.startWith(
                List.of(RecordedCalls.class),
                data,
                "staithe.gc.interval=1h",
                "staithe.access.refresh=1h",
                "staithe.pulls.interval=1h");
        client = registry.client();
        calls = registry.bean(RecordedCalls.class);
        client.pushBlob("app", "{}".getBytes(UTF_8));
        blob = client.pushBlob("app", layer);
        manifest = client.pushManifest("app", "1", Images.MANIFEST, Images.manifest("{}".getBytes(UTF_8), layer));
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @BeforeAll
    void pushesAreRecorded() {
        assertThat(calls.statements()).anyMatch(sql -> sql.contains("INSERT INTO manifest "));
        assertThat(calls.storageCalls()).contains("create");
    }

    private void requireCalls(String request, int statements, String... storageCalls) {
        client.ask(request);
        calls.forget();
        client.ask(request);
        assertThat(calls.statements()).as("statements of %s", request).hasSize(statements);
        assertThat(calls.storageCalls()).as("storage calls of %s", request).containsExactly(storageCalls);
    }

    /** A database of this process alone has its rows in memory. */
    private int statementsOfALook() {
        return registry.bean(Database.class).isShared() ? 1 : 0;
    }

    @Test
    void aWarmManifestIsAtMostOneStatement() {
        for (String reference : new String[] {"1", manifest.toString()}) {
            requireCalls("GET " + REPOSITORY + "/manifests/" + reference, statementsOfALook());
            requireCalls("HEAD " + REPOSITORY + "/manifests/" + reference, statementsOfALook());
        }
    }

    @Test
    void aBlobIsAtMostOneStatementAndItsBytesAreOpenedOnce() {
        requireCalls("HEAD " + REPOSITORY + "/blobs/" + blob, statementsOfALook());
        requireCalls("GET " + REPOSITORY + "/blobs/" + blob, statementsOfALook(), "open");
    }

    @Test
    void aListIsOneStatement() {
        requireCalls("GET " + REPOSITORY + "/tags/list", 1);
        requireCalls("GET /v2/_catalog", 1);
        requireCalls("GET " + REPOSITORY + "/referrers/" + manifest, 1);
    }

    @Test
    void theBaseAsksNothing() {
        requireCalls("GET /v2/", 0);
    }
}
