package io.staithe.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Digest;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Why something is kept, and how to have it back, from the command line and without access control. */
class StorageCommandsTest {

    private static String run(TestRegistry registry, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", registry.uri("").toString()));
        StringWriter out = new StringWriter();
        CommandLine commands = Tool.commands().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        int code = commands.execute(all.toArray(String[]::new));
        assertThat(code).as(out.toString()).isZero();
        return out.toString();
    }

    @Test
    void whatWasDeletedByMistakeIsExplainedAndComesBack(@TempDir Path data) {
        try (TestRegistry registry = TestRegistry.start(data, "staithe.gc.interval=1h")) {
            RegistryClient client = registry.client();
            Digest digest = client.pushImage("team/app", "latest", "hello");
            assertThat(run(registry, "gc", "why", "team/app", "latest"))
                    .contains("manifest " + digest)
                    .contains("is kept by tag latest");
            client.pushBlob("team/app", "unnamed".getBytes(UTF_8));
            assertThat(run(registry, "gc", "plan")).contains("team/app");

            run(registry, "trash", "delete-repository", "team/app");
            client.ask("GET /v2/team/app/manifests/latest").expect(404);
            assertThat(run(registry, "gc", "why", "team/app", digest.toString()))
                    .contains("trash " + digest)
                    .contains("can be restored");
            assertThat(run(registry, "trash", "list", "team/app")).contains(digest.toString());
            assertThat(run(registry, "trash", "restore", "team/app", "--since", "2020-01-01T00:00:00Z"))
                    .contains("1 manifests and 1 tags");
            client.ask("GET /v2/team/app/manifests/latest").expect(200);
            assertThat(run(registry, "trash", "history", "team/app", "latest"))
                    .contains("restore", "manifest", "push", "127.0.0.1");
        }
    }

    @Test
    void aTaskRestsAndGoesOn(@TempDir Path data) {
        try (TestRegistry registry = TestRegistry.start(data, "staithe.gc.interval=1h")) {
            run(registry, "task", "pause", "trash-purge");
            assertThat(run(registry, "task", "list")).containsPattern("trash-purge +true");
            run(registry, "task", "resume", "trash-purge");
            assertThat(run(registry, "task", "list")).containsPattern("trash-purge +false");
            run(registry, "task", "run", "storage-sweep");
        }
    }
}
