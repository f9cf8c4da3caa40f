package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import io.staithe.oci.Tag;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a repository has, a page at a time: when it was pushed and pulled, and what it takes. Read across the tables. */
public final class Inventory {

    private static final String TAGS = """
        SELECT t.name, t.digest, t.updated_at,
               (SELECT p.pulled_at FROM last_pull p WHERE p.repository_id = t.repository_id AND p.digest = t.digest),
               (SELECT max(p.pulled_at) FROM manifest_child c
                JOIN last_pull p ON p.repository_id = c.repository_id AND p.digest = c.child
                WHERE c.repository_id = t.repository_id AND c.parent = t.digest),
               EXISTS (SELECT 1 FROM pin i
                       WHERE i.repository_id = t.repository_id AND i.reference IN (t.name, t.digest)),
               EXISTS (SELECT 1 FROM manifest s WHERE substr(t.name, 1, 7) = 'sha256-'
                       AND s.repository_id = t.repository_id AND s.digest = 'sha256:' || substr(t.name, 8, 64))
        FROM tag t
        """;

    /** No digest has a tilde. */
    private static final String AFTER_ALL = "~";

    private final Database database;

    Inventory(Database database) {
        this.database = database;
    }

    /**
     * A tag with what retention asks of it.
     *
     * @param pushedAt when it was last set
     * @param pulledAt when its manifest, or a child of that, was last pulled
     * @param pinned whether it or its manifest is pinned
     * @param belongs whether its name says that it belongs to a manifest that the repository has, by the referrers tag
     *     schema of the specification or as cosign names signatures
     */
    public record TaggedManifest(
            Tag tag, Digest digest, Instant pushedAt, Optional<Instant> pulledAt, boolean pinned, boolean belongs) {

        public Instant usedAt() {
            return pulledAt.filter(pushedAt::isBefore).orElse(pushedAt);
        }
    }

    /**
     * A manifest that no tag, index, subject or pin keeps, and whose grace is over: who pushes it again is told that it is
     * there, and names it minutes later.
     *
     * @param since when it was last pushed or left by a tag, or it or a child of it was pulled
     */
    public record UnnamedManifest(Digest digest, Instant since) {}

    /**
     * Manifests that nothing names, of some that were looked at.
     *
     * @param next where to look on; empty at the end
     */
    public record Unnamed(List<UnnamedManifest> found, Optional<String> next) {}

    /**
     * The bytes of blobs that only certain manifests need.
     *
     * @param inRepository that no other manifest of the repository names
     * @param everywhere of these, what no other repository has either
     */
    public record Exclusive(long inRepository, long everywhere) {

        public static final Exclusive NONE = new Exclusive(0, 0);
    }

    /** How much there is. */
    public record Size(long tags, long manifests) {}

    /** @param after tags up to and including this one are left out; empty for the first page */
    public List<TaggedManifest> tags(RepositoryId repository, String after, int limit) {
        return database.sql()
                .sql(TAGS + "WHERE t.repository_id = ? AND t.name > ? ORDER BY t.name LIMIT ?")
                .params(repository.value(), after, limit)
                .query(Inventory::tagged)
                .list();
    }

    /** All tags of a manifest, by name. */
    public List<TaggedManifest> tagsOf(RepositoryId repository, Digest digest) {
        return database.sql()
                .sql(TAGS + "WHERE t.repository_id = ? AND t.digest = ? ORDER BY t.name")
                .params(repository.value(), digest.toString())
                .query(Inventory::tagged)
                .list();
    }

    private static TaggedManifest tagged(ResultSet row, int number) throws SQLException {
        long pulledAt = Math.max(row.getLong(4), row.getLong(5));
        return new TaggedManifest(
                Tag.parse(row.getString(1)),
                Digest.parse(row.getString(2)),
                Instant.ofEpochMilli(row.getLong(3)),
                pulledAt == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(pulledAt)),
                row.getBoolean(6),
                row.getBoolean(7));
    }

    /**
     * Those that nothing names.
     *
     * @param after digests up to and including this one are left out; empty for the first page
     * @param most manifests that are looked at, named or not, so that a call costs the same whatever there is
     */
    public Unnamed unnamed(RepositoryId repository, String after, int most) {
        Optional<String> last = database.sql()
                .sql(
                        "SELECT digest FROM manifest WHERE repository_id = ? AND digest > ? ORDER BY digest LIMIT 1 OFFSET ?")
                .params(repository.value(), after, most - 1)
                .query(String.class)
                .optional();
        return new Unnamed(
                unnamed("m.digest > :after AND m.digest <= :to", repository, after, last.orElse(AFTER_ALL)), last);
    }

    /** The manifest, if nothing names it. */
    public Optional<UnnamedManifest> unnamed(RepositoryId repository, Digest digest) {
        return unnamed("m.digest = :to", repository, "", digest.toString()).stream()
                .findFirst();
    }

    private List<UnnamedManifest> unnamed(String which, RepositoryId repository, String after, String to) {
        return database.sql()
                .sql("""
                    SELECT m.digest, m.created_at,
                           (SELECT p.pulled_at FROM last_pull p WHERE p.repository_id = m.repository_id AND p.digest = m.digest),
                           (SELECT max(h.changed_at) FROM tag_history h
                            WHERE h.repository_id = m.repository_id AND h.previous = m.digest),
                           (SELECT max(p.pulled_at) FROM manifest_child c
                            JOIN last_pull p ON p.repository_id = c.repository_id AND p.digest = c.child
                            WHERE c.repository_id = m.repository_id AND c.parent = m.digest)
                    FROM manifest m
                    WHERE m.repository_id = :repository AND %s AND %s
                    AND NOT EXISTS (SELECT 1 FROM review v
                                    WHERE v.kind = 'manifest' AND v.repository_id = m.repository_id
                                    AND v.digest = m.digest AND v.review_after > staithe_now())
                    ORDER BY m.digest
                    """.formatted(which, Edges.NONE_TO_MANIFEST))
                .param("repository", repository.value())
                .param("after", after)
                .param("to", to)
                .query(Inventory::unnamed)
                .list();
    }

    private static UnnamedManifest unnamed(ResultSet row, int number) throws SQLException {
        long since = row.getLong(2);
        for (int column = 3; column <= 5; column++) {
            since = Math.max(since, row.getLong(column));
        }
        return new UnnamedManifest(Digest.parse(row.getString(1)), Instant.ofEpochMilli(since));
    }

    public Size size(RepositoryId repository) {
        return database.sql()
                .sql("""
                    SELECT (SELECT count(*) FROM tag WHERE repository_id = :repository),
                           (SELECT count(*) FROM manifest WHERE repository_id = :repository)
                    """)
                .param("repository", repository.value())
                .query((row, n) -> new Size(row.getLong(1), row.getLong(2)))
                .single();
    }

    /**
     * What only these manifests need. What the trash needs counts too, since it goes later.
     *
     * @param manifests of the repository, at most 10,000
     */
    public Exclusive exclusive(RepositoryId repository, Collection<Digest> manifests) {
        return manifests.isEmpty()
                ? Exclusive.NONE
                : database.sql()
                        .sql("""
                            SELECT coalesce(sum(b.size), 0),
                                   coalesce(sum(CASE WHEN EXISTS (
                                       SELECT 1 FROM repository_blob l
                                       WHERE l.digest = b.digest AND l.repository_id <> :repository)
                                   THEN 0 ELSE b.size END), 0)
                            FROM blob b
                            WHERE b.digest IN (SELECT l.digest FROM manifest m
                                               JOIN manifest_blob e ON e.manifest_id = m.id
                                               JOIN repository_blob l ON l.id = e.repository_blob_id
                                               WHERE m.repository_id = :repository AND m.digest IN (:going))
                            AND NOT EXISTS (SELECT 1 FROM repository_blob l
                                            JOIN manifest_blob e ON e.repository_blob_id = l.id
                                            JOIN manifest m ON m.id = e.manifest_id
                                            WHERE l.repository_id = :repository AND l.digest = b.digest
                                            AND m.digest NOT IN (:going))
                            """)
                        .param("repository", repository.value())
                        .param("going", manifests.stream().map(Digest::toString).toList())
                        .query((row, n) -> new Exclusive(row.getLong(1), row.getLong(2)))
                        .single();
    }

    /** The database's time. */
    public Instant now() {
        return database.sql()
                .sql("SELECT staithe_now()")
                .query((row, n) -> Instant.ofEpochMilli(row.getLong(1)))
                .single();
    }
}
