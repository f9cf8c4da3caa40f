package io.staithe.upgrade;

import io.staithe.database.Database;
import io.staithe.testing.TestPostgres;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps what this version's schema looks like when it is used, for all later versions; run by name when it is released. */
class RecordSchema {

    /** Longer than anybody will test with it. */
    private static final String NEVER = "36500d";

    @Test
    void sqlite(@TempDir Path data) throws IOException {
        record(data, "sqlite", "jdbc:sqlite:" + data.resolve("staithe.db")).pack(data);
    }

    @Test
    void postgresql(@TempDir Path data) throws IOException, SQLException {
        ReleasedSchema schema = record(data, "postgresql", TestPostgres.database(data));
        Files.writeString(data.resolve(ReleasedSchema.ROWS), rows(TestPostgres.database(data)));
        schema.pack(data);
    }

    private static ReleasedSchema record(Path data, String database, String url) throws IOException {
        try (TestRegistry registry = TestRegistry.start(
                data,
                "spring.datasource.url=" + url,
                "staithe.access.anonymous=push",
                "staithe.access.admin-password=" + Stock.PASSWORD,
                "staithe.upload.expiry=" + NEVER,
                "staithe.gc.grace=" + NEVER,
                "staithe.gc.interval=1h")) {
            Stock stock = Stock.push(registry.client(), "kept");
            stock.requireAllIn(registry.client());
            Files.write(data.resolve(ReleasedSchema.STOCK), stock.lines());
            return new ReleasedSchema(version(registry), database);
        }
    }

    private static int version(TestRegistry registry) {
        return registry.bean(Database.class)
                .sql()
                .sql("SELECT max(CAST(version AS integer)) FROM flyway_schema_history")
                .query(Integer.class)
                .single();
    }

    /** All rows as statements, whose order does not matter. */
    private static String rows(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            List<String> script = new ArrayList<>(List.of("SET session_replication_role = replica"));
            for (String insert : texts(statement, """
                    SELECT format('SELECT format(%L, %s) FROM %I ORDER BY 1',
                        format('INSERT INTO %I (%s) VALUES (%s)', table_name,
                            string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position),
                            string_agg('%L', ', ' ORDER BY ordinal_position)),
                        string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position), table_name)
                    FROM information_schema.columns WHERE table_schema = current_schema
                    GROUP BY table_name ORDER BY table_name
                    """)) {
                script.addAll(texts(statement, insert));
            }
            script.addAll(texts(statement, """
                    SELECT format('SELECT setval(pg_get_serial_sequence(%L, %L), max(%I)) FROM %I',
                        table_name, column_name, column_name, table_name)
                    FROM information_schema.columns WHERE table_schema = current_schema AND is_identity = 'YES'
                    ORDER BY table_name
                    """));
            return String.join(";\n", script) + ";\n";
        }
    }

    private static List<String> texts(Statement statement, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
