package io.staithe.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a wrong setting or a broken folder looks like to who starts the jar: one screen, no stack trace, exit code 1. */
class StartRefusalIT {

    private static final int SCREEN_LINES = 24;

    @TempDir
    private static Path served;

    @TempDir
    private Path folder;

    /** A database that a registry made and left. */
    @BeforeAll
    static void serve() throws InterruptedException {
        try (JarRun run = JarRun.start(served)) {
            run.awaitOutput("Staithe keeps its data in");
            run.stop();
        }
    }

    @Test
    void aValueOutOfRange() throws InterruptedException {
        refused("staithe.gc.grace=-1h", "staithe.gc.grace=-1h: it is negative", "Write a duration such as '24h'.");
    }

    @Test
    void aNameThatMeansNothing() throws InterruptedException {
        refused("staithe.dta=/srv", "staithe.dta=(not shown): there is no such setting", "'staithe.data'");
    }

    @Test
    void anotherDatabase() throws InterruptedException {
        refused(
                "spring.datasource.url=jdbc:mysql://db/staithe",
                "spring.datasource.url=jdbc:mysql://db/staithe",
                "SQLite or PostgreSQL only",
                "'jdbc:sqlite:'");
    }

    @Test
    void aDataFolderThatIsAFile() throws InterruptedException, IOException {
        Path file = Files.createFile(folder.resolve("file"));
        refused("staithe.data=" + file, "staithe.data=" + file, "(uid ", file + " is no folder");
    }

    @Test
    void aDataFolderThatCannotBeMade() throws InterruptedException {
        refused("staithe.data=/proc/staithe", "/proc belongs to root with mode r-xr-xr-x", "Set a folder");
    }

    @Test
    void aSecondProcessOnTheSameFolder() throws InterruptedException {
        try (JarRun first = JarRun.start(folder)) {
            first.awaitOutput("Staithe keeps its data in");
            refused("server.port=0", "staithe.data=", "another Staithe process uses this folder", "Stop that process");
        }
    }

    @Test
    void aRegistryPortThatIsTaken() throws InterruptedException, IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String setting = "server.port=" + taken.getLocalPort();
            refused(setting, setting + ": another process listens there", "a port that is free");
        }
    }

    @Test
    void aManagementPortThatIsTaken() throws InterruptedException, IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String setting = "management.server.port=" + taken.getLocalPort();
            refused(setting, setting + ": another process listens there", "a port that is free");
        }
    }

    @Test
    void aDatabaseWhoseBeginningWasOverwritten() throws InterruptedException, IOException {
        Path database = database();
        overwrite(database, 0, 100);
        refused("server.port=0", database + " is no SQLite database", "put back a backup");
    }

    @Test
    void aDatabaseWhoseSchemaIsDamaged() throws InterruptedException, IOException {
        Path database = database();
        overwrite(database, 100, (int) Files.size(database) - 100);
        refused("server.port=0", database + " is damaged (SQLITE_CORRUPT)", "put back a backup");
    }

    @Test
    void aDatabaseOfALaterVersion() throws InterruptedException, IOException, SQLException {
        Path database = database();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("""
                INSERT INTO flyway_schema_history
                SELECT 99, '99', 'later since 98', type, 'V99__later_since_98.sql', 0, installed_by, installed_on, 0, 1
                FROM flyway_schema_history WHERE installed_rank = 1
                """);
        }
        refused(
                "server.port=0",
                "schema version 99",
                "it takes one that knows version 98",
                "knows versions up to ",
                "Start the later version");
    }

    private Path database() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        return Files.copy(served.resolve("data/staithe.db"), data.resolve("staithe.db"));
    }

    private static void overwrite(Path file, int from, int length) throws IOException {
        byte[] garbage = new byte[length];
        Arrays.fill(garbage, (byte) 0xa5);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(from);
            access.write(garbage);
        }
    }

    private void refused(String setting, String... words) throws InterruptedException {
        try (JarRun run = JarRun.start(folder, setting)) {
            int code = run.awaitExit();
            assertThat(run.output()).contains(words).doesNotContain("\tat ");
            assertThat(run.output().lines().count()).isLessThanOrEqualTo(SCREEN_LINES);
            assertThat(code).isEqualTo(1);
        }
    }
}
