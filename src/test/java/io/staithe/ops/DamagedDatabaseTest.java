package io.staithe.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Digest;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@Isolated("listens to the log, which all tests share")
class DamagedDatabaseTest {

    @TempDir
    private Path data;

    @Test
    void aRequestThatMeetsTheDamageIsToldToComeAgainAndTheLogNamesTheFile(CapturedOutput output)
            throws IOException, SQLException {
        Digest digest = push();
        Path file = data.resolve("staithe.db");
        damage(file, "tag");
        try (TestRegistry registry = TestRegistry.start(data)) {
            RegistryClient client = registry.client();
            HttpResponse<byte[]> byTag = client.get("/v2/team/app/manifests/1");
            assertThat(byTag.statusCode()).isEqualTo(503);
            assertThat(new String(byTag.body(), UTF_8))
                    .contains("\"code\":\"UNAVAILABLE\"")
                    .doesNotContain("SQL", data.toString());
            assertThat(client.get("/v2/team/app/manifests/" + digest).statusCode())
                    .as("what is not damaged can be pulled")
                    .isEqualTo(200);
        }
        List<String> errors =
                output.getAll().lines().filter(line -> line.contains("ERROR")).toList();
        assertThat(errors)
                .singleElement()
                .asString()
                .contains("GET /v2/team/app/manifests/1", file + " is damaged (SQLITE_CORRUPT");
        assertThat(output).doesNotContain("\tat ");
    }

    private Digest push() {
        try (TestRegistry registry = TestRegistry.start(data)) {
            return registry.client().pushImage("team/app", "1", "hello");
        }
    }

    /** Overwrites the first page of a table. */
    private static void damage(Path file, String table) throws IOException, SQLException {
        long size = number(file, "PRAGMA page_size");
        long page = number(file, "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = '" + table + "'");
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek((page - 1) * size);
            access.write(new byte[(int) size]);
        }
    }

    private static long number(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.getLong(1);
        }
    }
}
