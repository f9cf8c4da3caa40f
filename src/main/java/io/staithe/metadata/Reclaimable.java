package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.oci.RepositoryName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * What takes how much room, and what would be free if it were deleted and the trash emptied. Nothing is kept for this: it is
 * added up when somebody asks, which costs as much as there is in what is asked for.
 */
public final class Reclaimable {

    /** In the order of names, right after the last one that begins with a name and a slash. */
    private static final char AFTER_SLASH = '/' + 1;

    private static final String NAMESPACE = """
            WITH inside AS (
                SELECT id FROM repository WHERE name >= :from AND name < :to
            ), held AS (
                SELECT DISTINCT l.digest FROM inside i JOIN repository_blob l ON l.repository_id = i.id
            ), trashed AS (
                SELECT t.blob_digest AS digest FROM inside i JOIN trash_blob t ON t.repository_id = i.id
                EXCEPT SELECT digest FROM held
            ), blobs AS (
                SELECT b.size,
                       CASE WHEN EXISTS (SELECT 1 FROM repository_blob l WHERE l.digest = b.digest
                                         AND l.repository_id NOT IN (SELECT id FROM inside)) THEN 0 ELSE b.size END
                       AS exclusive,
                       CASE WHEN EXISTS (SELECT 1 FROM trash_blob t WHERE t.blob_digest = b.digest
                                         AND t.repository_id NOT IN (SELECT id FROM inside)) THEN 0 ELSE 1 END AS free
                FROM held h JOIN blob b ON b.digest = h.digest
            ), manifests AS (
                SELECT coalesce(sum(m.size), 0) AS bytes FROM inside i JOIN manifest m ON m.repository_id = i.id
            )
            SELECT :name AS name,
                   coalesce(sum(size), 0) + (SELECT bytes FROM manifests) AS bytes,
                   coalesce(sum(exclusive), 0) + (SELECT bytes FROM manifests) AS exclusive,
                   coalesce(sum(exclusive * free), 0) + (SELECT bytes FROM manifests) AS freed,
                   (SELECT coalesce(sum(b.size), 0) FROM trashed t JOIN blob b ON b.digest = t.digest)
                   + (SELECT coalesce(sum(t.size), 0) FROM inside i JOIN trash t ON t.repository_id = i.id) AS trash
            FROM blobs
            """;

    private static final String REPOSITORIES = """
            WITH page AS (
                SELECT id, name FROM repository WHERE name >= :from AND name < :to AND name > :after
                ORDER BY name LIMIT :limit
            ), blobs AS (
                SELECT p.id, b.size,
                       CASE WHEN EXISTS (SELECT 1 FROM repository_blob o WHERE o.digest = l.digest
                                         AND o.repository_id <> p.id) THEN 0 ELSE b.size END AS exclusive,
                       CASE WHEN EXISTS (SELECT 1 FROM trash_blob t WHERE t.blob_digest = l.digest
                                         AND t.repository_id <> p.id) THEN 0 ELSE 1 END AS free
                FROM page p JOIN repository_blob l ON l.repository_id = p.id JOIN blob b ON b.digest = l.digest
            ), sums AS (
                SELECT id, sum(size) AS bytes, sum(exclusive) AS exclusive, sum(exclusive * free) AS freed
                FROM blobs GROUP BY id
            ), held AS (
                SELECT p.id, p.name, coalesce(s.bytes, 0) AS bytes, coalesce(s.exclusive, 0) AS exclusive,
                       coalesce(s.freed, 0) AS freed,
                       (SELECT coalesce(sum(m.size), 0) FROM manifest m WHERE m.repository_id = p.id) AS manifests
                FROM page p LEFT JOIN sums s ON s.id = p.id
            )
            SELECT h.name, h.bytes + h.manifests AS bytes, h.exclusive + h.manifests AS exclusive,
                   h.freed + h.manifests AS freed,
                   (SELECT coalesce(sum(b.size), 0) FROM blob b WHERE b.digest IN (
                       SELECT t.blob_digest FROM trash_blob t WHERE t.repository_id = h.id
                       AND NOT EXISTS (SELECT 1 FROM repository_blob l
                                       WHERE l.repository_id = h.id AND l.digest = t.blob_digest)))
                   + (SELECT coalesce(sum(t.size), 0) FROM trash t WHERE t.repository_id = h.id) AS trash
            FROM held h ORDER BY h.name
            """;

    /** Children and referrers of the manifest t, each found by an index: a recursion takes no union of both. */
    private static final String BELOW = """
            CROSS JOIN branch b
            LEFT JOIN manifest_child c
            ON b.kind = 0 AND c.repository_id = (SELECT id FROM repo) AND c.parent = t.digest
            LEFT JOIN manifest m
            ON b.kind = 1 AND m.repository_id = (SELECT id FROM repo) AND m.subject_digest = t.digest
            WHERE coalesce(c.child, m.digest) IS NOT NULL
            """;

    /** A tag's tree is its manifest with children and referrers; what something else names stays, with all below it. */
    private static final String TAGS = """
            WITH RECURSIVE repo AS (
                SELECT id FROM repository WHERE name = :repository
            ), page AS (
                SELECT t.name, t.digest FROM tag t WHERE t.repository_id = (SELECT id FROM repo) AND t.name > :after
                ORDER BY t.name LIMIT :limit
            ), branch (kind) AS (
                VALUES (0), (1)
            ), tree (name, digest) AS (
                SELECT name, digest FROM page
                UNION
                SELECT t.name, coalesce(c.child, m.digest) FROM tree t BELOW
            ), staying (name, digest) AS (
                SELECT t.name, t.digest FROM tree t
                WHERE EXISTS (SELECT 1 FROM tag o WHERE o.repository_id = (SELECT id FROM repo)
                              AND o.digest = t.digest AND o.name <> t.name)
                   OR EXISTS (SELECT 1 FROM manifest_child c WHERE c.repository_id = (SELECT id FROM repo)
                              AND c.child = t.digest
                              AND NOT EXISTS (SELECT 1 FROM tree i WHERE i.name = t.name AND i.digest = c.parent))
                UNION
                SELECT t.name, coalesce(c.child, m.digest) FROM staying t BELOW
            ), going AS (
                SELECT name, digest FROM tree EXCEPT SELECT name, digest FROM staying
            ), held AS (
                SELECT DISTINCT t.name, l.id, l.digest FROM tree t
                JOIN manifest m ON m.repository_id = (SELECT id FROM repo) AND m.digest = t.digest
                JOIN manifest_blob e ON e.manifest_id = m.id
                JOIN repository_blob l ON l.id = e.repository_blob_id
            ), blobs AS (
                SELECT h.name, b.size,
                       CASE WHEN EXISTS (
                           SELECT 1 FROM manifest_blob e JOIN manifest o ON o.id = e.manifest_id
                           WHERE e.repository_blob_id = h.id
                           AND NOT EXISTS (SELECT 1 FROM going g WHERE g.name = h.name AND g.digest = o.digest))
                       THEN 0 ELSE b.size END AS exclusive,
                       CASE WHEN EXISTS (SELECT 1 FROM repository_blob o WHERE o.digest = h.digest
                                         AND o.repository_id <> (SELECT id FROM repo))
                              OR EXISTS (SELECT 1 FROM trash_blob t WHERE t.blob_digest = h.digest) THEN 0 ELSE 1 END
                       AS free
                FROM held h JOIN blob b ON b.digest = h.digest
                UNION ALL
                SELECT t.name, m.size,
                       CASE WHEN EXISTS (SELECT 1 FROM going g WHERE g.name = t.name AND g.digest = t.digest)
                            THEN m.size ELSE 0 END, 1
                FROM tree t JOIN manifest m ON m.repository_id = (SELECT id FROM repo) AND m.digest = t.digest
            )
            SELECT name, sum(size) AS bytes, sum(exclusive) AS exclusive, sum(exclusive * free) AS freed, 0 AS trash
            FROM blobs GROUP BY name ORDER BY name
            """.replace("BELOW", BELOW);

    private final Database database;

    Reclaimable(Database database) {
        this.database = database;
    }

    /**
     * What is held, in bytes.
     *
     * @param exclusive of {@code bytes}, what nothing else of its kind has
     * @param freed of {@code exclusive}, what the store would lose once the trash is emptied
     * @param trash what only its trash holds
     */
    public record Holding(String name, long bytes, long exclusive, long freed, long trash) {}

    /** All repositories below a name together; the whole registry for an empty one. */
    public Holding namespace(String namespace) {
        return database.sql()
                .sql(NAMESPACE)
                .param("name", namespace)
                .param("from", from(namespace))
                .param("to", to(namespace))
                .query(Reclaimable::holding)
                .single();
    }

    /** @param after names up to and including this one are left out; empty for the first page */
    public List<Holding> repositories(String namespace, String after, int limit) {
        return database.sql()
                .sql(REPOSITORIES)
                .param("from", from(namespace))
                .param("to", to(namespace))
                .param("after", after)
                .param("limit", limit)
                .query(Reclaimable::holding)
                .list();
    }

    private static String from(String namespace) {
        return namespace.isEmpty() ? "" : namespace + '/';
    }

    /** No name has a tilde. */
    private static String to(String namespace) {
        return namespace.isEmpty() ? "~" : namespace + AFTER_SLASH;
    }

    /** @param after tags up to and including this one are left out; empty for the first page */
    public List<Holding> tags(RepositoryName repository, String after, int limit) {
        return database.sql()
                .sql(TAGS)
                .param("repository", repository.value())
                .param("after", after)
                .param("limit", limit)
                .query(Reclaimable::holding)
                .list();
    }

    private static Holding holding(ResultSet row, int number) throws SQLException {
        return new Holding(
                row.getString("name"),
                row.getLong("bytes"),
                row.getLong("exclusive"),
                row.getLong("freed"),
                row.getLong("trash"));
    }
}
