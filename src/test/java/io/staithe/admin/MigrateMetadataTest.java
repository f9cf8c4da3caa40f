package io.staithe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.oci.Digest;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestPostgres;
import io.staithe.testing.TestRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MigrateMetadataTest {

    private final Path data;
    private final String postgres = TestPostgres.create();
    private String output = "";

    MigrateMetadataTest(@TempDir Path data) {
        this.data = data;
    }

    @BeforeEach
    void fill() {
        try (TestRegistry registry = sqlite(data)) {
            RegistryClient client = registry.client();
            for (int i = 0; i < 3; i++) {
                client.pushImage("team/app", "t" + i, "image " + i);
                client.pushImage("team/app", "moved", "image " + i);
            }
            client.startUpload("team/other");
            client.ask("DELETE /v2/team/app/manifests/t0").expect(202);
        }
    }

    private TestRegistry sqlite(Path folder) {
        return start("jdbc:sqlite:" + folder.resolve("staithe.db"));
    }

    private TestRegistry start(String url) {
        return TestRegistry.start(data, "spring.datasource.url=" + url, "staithe.gc.interval=1h");
    }

    private int migrate(String from, String to) {
        StringWriter text = new StringWriter();
        int code = new CommandLine(new MigrateMetadata())
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(text))
                .execute("--from", from, "--to", to);
        output = text.toString();
        return code;
    }

    private static void requireContent(TestRegistry registry) {
        RegistryClient client = registry.client();
        assertThat(client.ask("GET /v2/team/app/tags/list").text()).contains("[\"moved\",\"t1\",\"t2\"]");
        assertThat(client.ask("GET /v2/team/app/manifests/moved").expect(200).header("Docker-Content-Digest"))
                .isEqualTo(client.ask("GET /v2/team/app/manifests/t2").header("Docker-Content-Digest"));
        assertThat(registry.bean(Database.class)
                        .sql()
                        .sql("SELECT count(*) FROM upload")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void everythingIsThereAfterwardsAndBackAgainAndPushesGoOn(@TempDir Path back) {
        assertThat(migrate(data.toString(), postgres)).as(output).isZero();
        assertThat(output).contains("tag_history ", "manifest ", "sha256:", "Copied and compared");
        try (TestRegistry registry = start(postgres)) {
            requireContent(registry);
            Digest pushed = registry.client().pushImage("team/new", "1", "after the migration");
            assertThat(pushed).isNotNull();
            registry.client().pushImage("team/app", "moved", "image 2");
        }
        assertThat(migrate(postgres, back.toString())).as(output).isZero();
        try (TestRegistry registry = sqlite(back)) {
            requireContent(registry);
            registry.client().ask("GET /v2/team/new/manifests/1").expect(200);
            registry.client().pushImage("team/newer", "1", "after the way back");
        }
    }

    @Test
    void theSecondTimeThereIsNothingToDoAndSomethingElseIsNotMixedIn() {
        assertThat(migrate(data.toString(), postgres)).as(output).isZero();
        assertThat(migrate(data.toString(), postgres)).as(output).isZero();
        assertThat(output).contains("has all of it already");
        try (TestRegistry registry = start(postgres)) {
            registry.client().pushImage("team/new", "1", "after the migration");
        }
        assertThat(migrate(data.toString(), postgres)).isEqualTo(1);
        assertThat(output).contains("is not empty and holds something else", "Name an empty database");
    }

    @Test
    void aRegistryThatRunsOnEitherSideIsNoticed(@TempDir Path empty) {
        try (TestRegistry registry = sqlite(data)) {
            assertThat(registry.port()).isPositive();
            assertThat(migrate(data.toString(), postgres)).isEqualTo(1);
            assertThat(output).contains("another Staithe process uses this folder");
        }
        try (TestRegistry registry = TestRegistry.start(
                empty.resolve("other"), "spring.datasource.url=" + postgres, "staithe.gc.interval=1h")) {
            Database database = registry.bean(Database.class);
            database.write(() -> database.sql()
                    .sql("DELETE FROM lease WHERE name NOT LIKE 'node-%'")
                    .update());
            assertThat(migrate(postgres, empty.toString()))
                    .as("all tasks are paused")
                    .isEqualTo(1);
            assertThat(output).contains("A node is running on jdbc:postgresql:");
        }
    }

    @Test
    void aSourceThatIsNotThereIsNotMade(@TempDir Path empty) {
        assertThat(migrate(empty.toString(), postgres)).isEqualTo(1);
        assertThat(output).contains("there is no such file");
        assertThat(empty.resolve("staithe.db")).doesNotExist();
        assertThat(migrate("jdbc:mysql://a/b", postgres)).isEqualTo(1);
        assertThat(output).contains("SQLite or PostgreSQL only");
    }
}
