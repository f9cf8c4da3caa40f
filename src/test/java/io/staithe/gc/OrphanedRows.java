package io.staithe.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import java.util.Map;

/** Rows that nothing needs any more, and that the collector would never look at. There must not be any, at any time. */
public final class OrphanedRows {

    /** What would be wrong, with a query of either database that lists it: the digest comes first. */
    public static final Map<String, String> QUERIES = Map.of(
            "a blob that no repository has, and that nobody will collect",
            """
            SELECT b.digest FROM blob b
            WHERE NOT EXISTS (SELECT 1 FROM repository_blob l WHERE l.digest = b.digest)
            AND NOT EXISTS (SELECT 1 FROM trash_blob t WHERE t.blob_digest = b.digest)
            """,
            "a manifest that names a blob of another repository",
            """
            SELECT m.digest, m.repository_id FROM manifest_blob e
            JOIN manifest m ON m.id = e.manifest_id
            JOIN repository_blob l ON l.id = e.repository_blob_id
            WHERE l.repository_id <> m.repository_id
            """,
            "a blob that no manifest names, and that nobody will review",
            """
            SELECT l.digest, l.repository_id FROM repository_blob l
            WHERE NOT EXISTS (SELECT 1 FROM manifest_blob e WHERE e.repository_blob_id = l.id)
            AND NOT EXISTS (SELECT 1 FROM review v WHERE v.kind = 'blob'
                            AND v.repository_id = l.repository_id AND v.digest = l.digest)
            """,
            "a manifest that nothing names, and that nobody will review",
            """
            SELECT m.digest, m.repository_id FROM manifest m
            WHERE NOT EXISTS (SELECT 1 FROM tag t WHERE t.repository_id = m.repository_id AND t.digest = m.digest)
            AND NOT EXISTS (SELECT 1 FROM manifest_child c
                            WHERE c.repository_id = m.repository_id AND c.child = m.digest)
            AND NOT EXISTS (SELECT 1 FROM manifest s
                            WHERE s.repository_id = m.repository_id AND s.digest = m.subject_digest)
            AND NOT EXISTS (SELECT 1 FROM review v WHERE v.kind = 'manifest'
                            AND v.repository_id = m.repository_id AND v.digest = m.digest)
            """);

    private final Database database;

    OrphanedRows(Database database) {
        this.database = database;
    }

    void requireNone(String when) {
        QUERIES.forEach((wrong, sql) -> assertThat(database.sql()
                        .sql(sql)
                        .query((row, n) -> row.getString(1))
                        .list())
                .as(wrong + ", " + when)
                .isEmpty());
    }
}
