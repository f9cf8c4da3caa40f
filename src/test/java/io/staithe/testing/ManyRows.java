package io.staithe.testing;

import io.staithe.database.Database;
import java.util.List;

/** Fills tables with more rows than a test could push, in SQL that both databases take. */
public final class ManyRows {

    private static final String ZEROS = "0".repeat(64);

    private final Database database;

    public ManyRows(Database database) {
        this.database = database;
    }

    /** Fills in one transaction. What is filled in must fit together: nobody looks whether it does. */
    public void fill(List<String> statements) {
        database.write(() -> {
            if (database.isShared()) {
                execute("SET LOCAL session_replication_role = replica");
                execute("SET LOCAL statement_timeout = 0");
            }
            statements.forEach(this::execute);
        });
        if (database.isShared()) {
            database.write(() -> {
                execute("SET LOCAL statement_timeout = 0");
                execute("ANALYZE");
            });
        }
    }

    private void execute(String sql) {
        database.sql().sql(sql).update();
    }

    /** A statement that inserts a row for each {@code i} of a range. */
    public static String insert(String into, long from, long to, String select) {
        return "INSERT INTO %s WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d) %s"
                .formatted(into, from, to - 1, select);
    }

    /**
     * The digest of a number, as an expression.
     *
     * @param kind a hexadecimal digit, so that those of one kind are none of another
     */
    public static String digest(String kind, String number) {
        return "('sha256:%s' || %s)".formatted(kind, padded(number, 63));
    }

    /** For the table {@code manifest_blob}: a manifest names a blob, each an expression, in each repository that has both. */
    public static String named(String manifest, String blob) {
        return """
            SELECT m.id, l.id FROM n CROSS JOIN repository r
            JOIN manifest m ON m.repository_id = r.id AND m.digest = %s
            JOIN repository_blob l ON l.repository_id = r.id AND l.digest = %s
            """.formatted(manifest, blob);
    }

    public static String key(String number) {
        return "(" + padded("(" + number + ") % 256", 3) + " || '/' || " + padded(number, 32) + ")";
    }

    private static String padded(String number, int length) {
        String text = "CAST(" + number + " AS TEXT)";
        return "substr('%s', 1, %d - length(%s)) || %s".formatted(ZEROS, length, text, text);
    }
}
