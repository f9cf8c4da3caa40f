package io.staithe.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** One PostgreSQL server for all tests of this process, started when the first of them needs it. Thread-safe. */
public final class TestPostgres {

    private static final Map<Path, String> DATABASES = new HashMap<>();

    private TestPostgres() {}

    /** The server; it ends with this process. */
    private static final class Server {

        private static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "300")
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .setServerConfig("max_wal_size", "4GB")
                        .setServerConfig("log_min_messages", "fatal")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The URL of the database that belongs to a folder; it is made when it is asked for the first time. */
    public static synchronized String database(Path data) {
        return DATABASES.computeIfAbsent(data.toAbsolutePath(), folder -> create());
    }

    /** The URL of a new, empty database. */
    public static synchronized String create() {
        String name = "test" + System.nanoTime();
        try {
            execute("CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return Server.RUNNING.getJdbcUrl("postgres", name);
    }

    /** Runs a statement in the server's own database. */
    public static void execute(String sql) throws SQLException {
        try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
