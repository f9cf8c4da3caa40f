package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import java.util.List;
import java.util.Locale;

/** What keeps content, read across the tables that name it. */
public final class Edges {

    /** A condition: that none leads to the manifest {@code m}. What counts is what {@link #ofManifest} finds. */
    static final String NONE_TO_MANIFEST = """
        NOT EXISTS (SELECT 1 FROM tag t WHERE t.repository_id = m.repository_id AND t.digest = m.digest)
        AND NOT EXISTS (SELECT 1 FROM manifest_child c WHERE c.repository_id = m.repository_id AND c.child = m.digest)
        AND NOT EXISTS (SELECT 1 FROM manifest s
                        WHERE s.repository_id = m.repository_id AND s.digest = m.subject_digest)
        AND NOT EXISTS (SELECT 1 FROM pin i WHERE i.repository_id = m.repository_id AND i.reference = m.digest)
        """;

    private final Database database;

    Edges(Database database) {
        this.database = database;
    }

    /** What can name content. */
    public enum Kind {
        TAG,
        /** An index that has it as an entry. */
        INDEX,
        /** The subject of a referrer, which keeps the referrer. */
        SUBJECT,
        /** A manifest that has the blob. */
        MANIFEST,
        /** Somebody's word that it stays. */
        PIN,
        /** A deleted manifest that had the blob, as long as it can be restored. */
        TRASH
    }

    /** @param name a tag or a digest */
    public record Edge(Kind kind, String name) {}

    public List<Edge> ofManifest(RepositoryId repository, Digest digest, int limit) {
        return edges("""
                SELECT 'tag' AS kind, name FROM tag WHERE repository_id = :repository AND digest = :digest
                UNION ALL
                SELECT 'index', parent FROM manifest_child WHERE repository_id = :repository AND child = :digest
                UNION ALL
                SELECT 'subject', s.digest FROM manifest m JOIN manifest s
                ON s.repository_id = m.repository_id AND s.digest = m.subject_digest
                WHERE m.repository_id = :repository AND m.digest = :digest
                UNION ALL
                SELECT 'pin', reference FROM pin WHERE repository_id = :repository AND reference = :digest
                ORDER BY 1, 2 LIMIT :limit
                """, repository, digest, limit);
    }

    /**
     * Manifests that are there for another one: its children, its referrers, and what tags say that belong to it. Each once;
     * if SQLite saw to that, it would read the manifests in their order.
     */
    public List<Digest> belongingTo(RepositoryId repository, Digest digest) {
        String tags = digest.toString().replace(':', '-');
        return database
                .sql()
                .sql("""
                    SELECT m.digest FROM manifest_child c CROSS JOIN manifest m
                    WHERE c.repository_id = :repository AND c.parent = :digest
                    AND m.repository_id = c.repository_id AND m.digest = c.child
                    UNION ALL
                    SELECT digest FROM manifest WHERE repository_id = :repository AND subject_digest = :digest
                    UNION ALL
                    SELECT digest FROM tag WHERE repository_id = :repository AND name = :tags
                    UNION ALL
                    SELECT digest FROM tag WHERE repository_id = :repository
                    AND name > :tags || '.' AND name < :tags || '/'
                    """)
                .param("repository", repository.value())
                .param("digest", digest.toString())
                .param("tags", tags)
                .query((row, n) -> Digest.parse(row.getString(1)))
                .list()
                .stream()
                .distinct()
                .toList();
    }

    public List<Edge> ofBlob(RepositoryId repository, Digest digest, int limit) {
        return edges("""
                SELECT 'manifest' AS kind, digest AS name FROM (
                    SELECT m.digest FROM repository_blob l
                    JOIN manifest_blob e ON e.repository_blob_id = l.id
                    JOIN manifest m ON m.id = e.manifest_id
                    WHERE l.repository_id = :repository AND l.digest = :digest
                    LIMIT :limit) AS naming
                UNION ALL
                SELECT 'trash', manifest_digest FROM trash_blob
                WHERE repository_id = :repository AND blob_digest = :digest
                ORDER BY 1, 2 LIMIT :limit
                """, repository, digest, limit);
    }

    private List<Edge> edges(String sql, RepositoryId repository, Digest digest, int limit) {
        return database.sql()
                .sql(sql)
                .param("repository", repository.value())
                .param("digest", digest.toString())
                .param("limit", limit)
                .query((row, n) -> new Edge(Kind.valueOf(row.getString(1).toUpperCase(Locale.ROOT)), row.getString(2)))
                .list();
    }
}
