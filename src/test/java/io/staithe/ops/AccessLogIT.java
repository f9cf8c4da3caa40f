package io.staithe.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Digest;
import io.staithe.testing.RegistryClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccessLogIT {

    @TempDir
    private Path folder;

    @Test
    void aRequestIsOneLineWithItsIdItsPathAndItsDigest() {
        try (JarRun run = JarRun.start(folder)) {
            Digest digest = pushAndPull(run);
            run.awaitOutput("GET /v2/team/app/manifests/1 200");
            assertThat(run.output().lines().filter(line -> line.contains("GET /v2/team/app/manifests/1 ")))
                    .singleElement()
                    .asString()
                    .contains("[my-request] io.staithe.access", " 200 " + digest + " ", "us 127.0.0.1 anonymous \"");
        }
    }

    @Test
    void aStructuredLogHasTheSameAsMembers() {
        try (JarRun run = JarRun.start(folder, "logging.structured.format.console=ecs")) {
            Digest digest = pushAndPull(run);
            run.awaitOutput("GET /v2/team/app/manifests/1 200");
            String line = run.output()
                    .lines()
                    .filter(text -> text.contains("GET /v2/team/app/manifests/1 "))
                    .findFirst()
                    .orElseThrow();
            JsonNode event = JsonMapper.shared().readTree(line);
            assertThat(event.path("request").asString()).isEqualTo("my-request");
            assertThat(event.path("method").asString()).isEqualTo("GET");
            assertThat(event.path("status").asInt()).isEqualTo(200);
            assertThat(event.path("repository").asString()).isEqualTo("team/app");
            assertThat(event.path("digest").asString()).isEqualTo(digest.toString());
            assertThat(event.path("micros").asLong()).isPositive();
        }
    }

    private static Digest pushAndPull(JarRun run) {
        RegistryClient client = new RegistryClient(run.address());
        Digest digest = client.pushImage("team/app", "1", "hello");
        client.get("/v2/team/app/manifests/1", "X-Request-Id", "my-request");
        return digest;
    }
}
