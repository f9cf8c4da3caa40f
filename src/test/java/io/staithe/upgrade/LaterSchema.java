package io.staithe.upgrade;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a later version may do to a database: everything that the rules of migrations allow, to each table there is. */
final class LaterSchema {

    static final int VERSION = 999;

    private static final String TABLES = """
            SELECT name FROM sqlite_master
            WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'flyway_schema_history'
            """;
    private static final String POSTGRES_TABLES = """
            SELECT table_name FROM information_schema.tables
            WHERE table_schema = current_schema AND table_name <> 'flyway_schema_history'
            """;

    private LaterSchema() {}

    /**
     * @param url of a database that no registry uses
     * @param description as the name of the later migration would give it
     */
    static void make(String url, String description) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            boolean postgres = url.startsWith("jdbc:postgresql:");
            for (String table : tables(statement, postgres ? POSTGRES_TABLES : TABLES)) {
                statement.execute("ALTER TABLE " + table + " ADD COLUMN later_note text");
                statement.execute("ALTER TABLE " + table + " ADD COLUMN later_count bigint NOT NULL DEFAULT 7");
                statement.execute("CREATE INDEX " + table + "_later ON " + table + " (later_count)");
            }
            statement.execute("""
                CREATE TABLE later (
                    repository_id bigint NOT NULL REFERENCES repository (id) ON DELETE CASCADE,
                    note text NOT NULL
                )
                """);
            statement.execute("INSERT INTO later SELECT id, name FROM repository");
            statement.execute("""
                INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,
                    installed_by, installed_on, execution_time, success)
                SELECT %1$d, '%1$d', '%2$s', type, 'V%1$d__later.sql', 0, installed_by, installed_on, 0, success
                FROM flyway_schema_history WHERE version = '1'
                """.formatted(VERSION, description));
        }
    }

    private static List<String> tables(Statement statement, String query) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }
}
