package io.staithe.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.Answer;
import io.staithe.testing.RawConnection;
import io.staithe.testing.SharedRegistry;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedRegistry.class)
class HealthTest {

    @Test
    @Tag("filesystem")
    void aRegistryWhoseStorageIsUnusableIsAliveButNotReadyAndComesBack(@TempDir Path data) throws IOException {
        try (TestRegistry registry = TestRegistry.start(data)) {
            Management management = Management.of(registry);
            assertThat(management.status("health/readiness")).isEqualTo(200);
            Path blobs = data.resolve("blobs");
            Path aside = data.resolve("aside");
            Files.move(blobs, aside);
            Files.createFile(blobs);
            assertThat(management.status("health/readiness")).isEqualTo(503);
            assertThat(management.text("health/readiness")).contains("\"storage\":{", "\"status\":\"DOWN\"");
            assertThat(management.status("health/liveness")).isEqualTo(200);
            Files.delete(blobs);
            Files.move(aside, blobs);
            assertThat(management.status("health/readiness")).isEqualTo(200);
        }
    }

    @Test
    void theRegistrysPortKnowsNothingOfManagement(@TempDir Path data) {
        try (TestRegistry registry = TestRegistry.start(data)) {
            for (String path : List.of("", "health", "health/readiness", "prometheus", "loggers", "metrics", "env")) {
                assertThat(registry.client().get("/actuator/" + path).statusCode())
                        .as(path)
                        .isEqualTo(404);
            }
        }
    }

    /** A page of a stranger's site, whose name he lets point at this machine. */
    @Test
    void aStrangersNameForThisMachineDoesNotReachTheManagementPort(TestRegistry registry) {
        int port = Management.port(registry);
        assertThat(metrics(port, "evil.example:" + port).status()).isEqualTo(403);
        assertThat(metrics(port, "evil.example").text()).contains("'localhost'");
        for (String own : List.of("localhost", "127.0.0.1", "[::1]", "staithe", "registry.localhost")) {
            assertThat(metrics(port, own + ":" + port).status()).as(own).isEqualTo(200);
        }
    }

    private static Answer metrics(int port, String host) {
        try (RawConnection connection = new RawConnection(port)) {
            connection.write("GET /actuator/metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            return connection.readAnswer();
        }
    }

    @Test
    void theManagementPortKeepsToItselfWhatAnOperatorDoesNotNeedAndAnswersNoPage(@TempDir Path data) {
        try (TestRegistry registry = TestRegistry.start(data)) {
            Management management = Management.of(registry);
            String level = "{\"configuredLevel\":\"DEBUG\"}";
            String[] json = {"Content-Type", "application/json"};
            String[] ofAPage = {"Content-Type", "application/json", "Origin", "http://127.0.0.1:5001"};
            management.ask("POST loggers/io.staithe.nothing", level, json).expect(204);
            management.ask("POST loggers/io.staithe.nothing", level, ofAPage).expect(403);
            management.ask("GET health", "", ofAPage).expect(403);
            management.ask("GET health", "", "Sec-Fetch-Site", "same-origin").expect(403);
            management.ask("GET health", "", "Sec-Fetch-Site", "none").expect(200);
            management
                    .ask("GET health", "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "document")
                    .expect(200);
            for (String path : List.of("env", "shutdown", "heapdump", "beans", "configprops", "threaddump")) {
                assertThat(management.status(path)).as(path).isEqualTo(404);
            }
        }
    }
}
