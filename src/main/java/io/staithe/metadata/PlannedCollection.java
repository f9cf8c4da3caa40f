package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.oci.RepositoryName;
import java.time.Instant;
import java.util.List;

/** What the collector would take if nothing happened any more, by the rows that it will look at. */
public final class PlannedCollection {

    /** What leaves the repositories with the manifests that go, then all of it by repository. */
    private static final String REST = """
        , named AS (
            SELECT e.repository_blob_id AS id, max(g.review_after) AS review_after
            FROM going g JOIN manifest_blob e ON e.manifest_id = g.id
            GROUP BY e.repository_blob_id
        ), unneeded AS (
            SELECT l.repository_id, l.digest, v.review_after
            FROM review v JOIN repository_blob l
            ON l.repository_id = v.repository_id AND l.digest = v.digest
            WHERE v.kind = 'blob'
            AND NOT EXISTS (SELECT 1 FROM manifest_blob e WHERE e.repository_blob_id = l.id)
            UNION ALL
            SELECT l.repository_id, l.digest, n.review_after
            FROM named n JOIN repository_blob l ON l.id = n.id
            WHERE NOT EXISTS (
                SELECT 1 FROM manifest_blob o WHERE o.repository_blob_id = l.id
                AND NOT EXISTS (SELECT 1 FROM going g WHERE g.id = o.manifest_id))
        ), together AS (
            SELECT repository_id, 1 AS manifests, 0 AS blobs, 0 AS bytes, 0 AS freed, review_after FROM going
            UNION ALL
            SELECT u.repository_id, 0, 1, b.size,
                   CASE WHEN EXISTS (SELECT 1 FROM repository_blob x WHERE x.digest = u.digest
                                     AND x.repository_id <> u.repository_id)
                          OR EXISTS (SELECT 1 FROM trash_blob t WHERE t.blob_digest = u.digest)
                        THEN 0 ELSE b.size END,
                   u.review_after
            FROM unneeded u JOIN blob b ON b.digest = u.digest
        )
        SELECT r.name, sum(manifests), sum(blobs), sum(bytes), sum(freed), min(review_after),
               max(review_after)
        FROM together t JOIN repository r ON r.id = t.repository_id
        GROUP BY r.name ORDER BY sum(bytes) DESC, r.name LIMIT ?
        """;

    private final Database database;

    PlannedCollection(Database database) {
        this.database = database;
    }

    /**
     * What goes from one repository.
     *
     * @param blobBytes of the blobs that leave the repository
     * @param freedBytes of those that no other repository has and no deleted manifest needs
     * @param first when the first of it goes, at the earliest
     * @param last when the last of what waits for a review now goes, at the earliest
     */
    public record Planned(
            RepositoryName repository,
            long manifests,
            long blobs,
            long blobBytes,
            long freedBytes,
            Instant first,
            Instant last) {}

    /**
     * By repository, those with the most bytes first.
     *
     * @param untaggedGo whether manifests that nothing names go too, and with them blobs that only they name
     */
    public List<Planned> byRepository(boolean untaggedGo, int limit) {
        return database.sql()
                .sql("""
                    WITH going AS (
                        SELECT m.id, m.repository_id, m.digest, v.review_after
                        FROM review v JOIN manifest m ON m.repository_id = v.repository_id AND m.digest = v.digest
                        WHERE v.kind = 'manifest' AND %s AND %s)
                    """.formatted(untaggedGo ? "1 = 1" : "1 = 0", Edges.NONE_TO_MANIFEST) + REST)
                .param(limit)
                .query((row, n) -> new Planned(
                        new RepositoryName(row.getString(1)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        Instant.ofEpochMilli(row.getLong(6)),
                        Instant.ofEpochMilli(row.getLong(7))))
                .list();
    }
}
