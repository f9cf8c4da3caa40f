package io.staithe.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.database.Database;
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
        return run(0, registry, arguments);
    }

    private static String run(int expected, TestRegistry registry, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", registry.uri("").toString()));
        StringWriter out = new StringWriter();
        CommandLine commands = Tool.commands().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        int code = commands.execute(all.toArray(String[]::new));
        assertThat(code).as(out.toString()).isEqualTo(expected);
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
                    .contains("1 manifest, 1 tag");
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

    @Test
    void whatRetentionWouldTakeIsShownAndConfirmedAndAPinIsInItsWay(@TempDir Path data) {
        try (TestRegistry registry = TestRegistry.start(
                data,
                "staithe.gc.interval=100ms",
                "staithe.retention.interval=1s",
                "staithe.retention.first-run-delay=0s",
                "staithe.retention.max-share=10",
                "staithe.retention.rules[0].name=kept",
                "staithe.retention.rules[0].repository=other",
                "staithe.retention.rules[0].protect[0]=v*")) {
            RegistryClient client = registry.client();
            for (String tag : List.of("a", "b", "c", "d")) {
                client.pushImage("team/app", tag, tag);
            }
            run(registry, "retention", "pin", "team/app", "a", "--reason", "production");
            assertThat(run(registry, "retention", "pins", "team/app")).contains("127.0.0.1", "production");
            run(registry, "retention", "rule", "add", "few", "team/**", "--keep-newest", "1", "--protect", "z*");
            assertThat(run(registry, "retention", "rule", "list")).contains("few", "database", "kept", "configuration");
            assertThat(run(registry, "retention", "plan", "team/app", "--all"))
                    .contains("it is pinned", "the rule 'few' keeps it", "the rule 'few' takes it")
                    .contains("2 of 4 tags and 2 of 4 manifests would go, 50 percent; that frees 26 bytes.");
            run(registry, "retention", "unpin", "team/app", "a");
            await().until(() -> run(registry, "retention", "waiting").contains("team/app"));
            assertThat(run(registry, "retention", "confirm", "team/app")).contains("of team/app go");
            await().until(() -> client.ask("GET /v2/team/app/tags/list").text().contains("[\"d\"]"));
            assertThat(run(registry, "trash", "history", "team/app", "a")).contains("retention:few");
            run(registry, "retention", "rule", "set", "few", "team/**", "--keep-newest", "2");
            run(registry, "retention", "rule", "remove", "few");
        }
    }

    @Test
    void whatIsStoredIsVerifiedAndDamageIsListed(@TempDir Path data) {
        try (TestRegistry registry = TestRegistry.start(data, "staithe.gc.interval=1h")) {
            RegistryClient client = registry.client();
            client.pushImage("team/app", "latest", "hello");
            assertThat(run(registry, "verify")).contains("3 blobs and manifests", "0 damaged");
            assertThat(run(registry, "quarantine")).doesNotContain("sha256");

            Digest digest = client.pushBlob("team/app", "other".getBytes(UTF_8));
            registry.bean(Database.class)
                    .write(() -> registry.bean(Database.class)
                            .sql()
                            .sql("UPDATE blob SET size = 9 WHERE digest = ?")
                            .param(digest.toString())
                            .update());
            assertThat(run(3, registry, "verify", "team/app")).contains("1 damaged");
            assertThat(run(3, registry, "verify", "--digest", digest.toString()))
                    .contains("1 blobs");
            assertThat(run(registry, "quarantine")).contains(digest.toString(), "corrupt", "team/app");
        }
    }
}
