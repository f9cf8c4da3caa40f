package io.staithe.upgrade;

import io.staithe.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/**
 * What a registry of an earlier schema left behind, kept below {@code src/test/resources/schemas}.
 *
 * @param version of the schema
 * @param database {@code sqlite} or {@code postgresql}
 */
record ReleasedSchema(int version, String database) {

    static final Path FOLDER = Path.of("src/test/resources/schemas");
    static final String STOCK = "stock.txt";
    static final String ROWS = "rows.sql";
    private static final List<String> DATABASES = List.of("sqlite", "postgresql");

    /** All that are kept, the oldest first. */
    static List<ReleasedSchema> all() {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> Integer.parseInt(folder.getFileName().toString()))
                    .sorted()
                    .flatMap(version -> DATABASES.stream().map(database -> new ReleasedSchema(version, database)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path archive() {
        return FOLDER.resolve(version + "/" + database + ".zip");
    }

    /** Writes the archive of a data folder. */
    void pack(Path data) throws IOException {
        Files.createDirectories(archive().getParent());
        try (FileSystem zip = FileSystems.newFileSystem(archive(), Map.of("create", "true"));
                Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path entry = zip.getPath(data.relativize(file).toString());
                if (entry.getParent() != null) {
                    Files.createDirectories(entry.getParent());
                }
                Files.copy(file, entry);
            }
        }
    }

    /** Makes a data folder, and a database for PostgreSQL. @return the URL of the database */
    String unpack(Path data) throws IOException, SQLException {
        try (FileSystem zip = FileSystems.newFileSystem(archive());
                Stream<Path> files = Files.walk(zip.getPath("/"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = data.resolve(file.toString().substring(1));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        return url(data);
    }

    private String url(Path data) throws IOException, SQLException {
        if (database.equals("sqlite")) {
            return "jdbc:sqlite:" + data.resolve("staithe.db");
        }
        String url = TestPostgres.database(data);
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/migration/postgresql")
                .target(Integer.toString(version))
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM flyway_schema_history");
            statement.execute(Files.readString(data.resolve(ROWS)));
        }
        return url;
    }

    @Override
    public String toString() {
        return "schema " + version + " in " + database;
    }
}
