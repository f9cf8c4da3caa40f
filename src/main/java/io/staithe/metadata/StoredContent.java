package io.staithe.metadata;

import io.staithe.blobstore.StorageKey;
import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.Verifications.Scope;
import io.staithe.oci.Digest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All blobs and manifests of a scope, some at a time, for whoever looks through them. */
public final class StoredContent {

    private final Database database;

    StoredContent(Database database) {
        this.database = database;
    }

    /**
     * Bytes in the store.
     *
     * @param size in bytes, as it should be
     * @param damaged whether something is known to be wrong with them
     */
    public record StoredBytes(Digest digest, long size, StorageKey key, boolean damaged) {}

    /** A manifest. Its content may be anything, if the database is damaged. */
    public record StoredManifest(RepositoryId repository, Digest digest, byte[] content, boolean damaged) {}

    /** How much there is to look at. */
    public record Amount(long things, long bytes) {}

    public Amount amount(Scope scope) {
        return database.sql()
                .sql("""
                    SELECT count(*), coalesce(sum(size), 0) FROM (
                        SELECT b.size FROM blob b WHERE %1$s
                        UNION ALL SELECT m.size FROM manifest m WHERE %2$s) everything
                    """.formatted(ofBlobs(scope), ofManifests(scope)))
                .param("repository", scope.repository())
                .param("digest", text(scope))
                .query((row, n) -> new Amount(row.getLong(1), row.getLong(2)))
                .single();
    }

    private static String ofBlobs(Scope scope) {
        if (scope.digest() != null) {
            return "b.digest = :digest";
        }
        return scope.repository() == null ? "1 = 1" : """
            b.digest IN (SELECT l.digest FROM repository_blob l JOIN repository r ON r.id = l.repository_id
                         WHERE r.name = :repository)
            """;
    }

    private static String ofManifests(Scope scope) {
        if (scope.digest() != null) {
            return "m.digest = :digest";
        }
        return scope.repository() == null
                ? "1 = 1"
                : "m.repository_id = (SELECT r.id FROM repository r WHERE r.name = :repository)";
    }

    private static @Nullable String text(Scope scope) {
        return scope.digest() == null ? null : scope.digest().toString();
    }

    /** @param after digests up to and including this one are left out; empty for the first */
    public List<StoredBytes> blobs(Scope scope, String after, int limit) {
        return database.sql()
                .sql("""
                    SELECT b.digest, b.size, b.storage_key, b.damage IS NOT NULL FROM blob b
                    WHERE b.digest > :after AND %s ORDER BY b.digest LIMIT :limit
                    """.formatted(ofBlobs(scope)))
                .param("repository", scope.repository())
                .param("digest", text(scope))
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> new StoredBytes(
                        Digest.parse(row.getString(1)),
                        row.getLong(2),
                        new StorageKey(row.getString(3)),
                        row.getBoolean(4)))
                .list();
    }

    /** Whether the bytes of a blob are still those under a key: it may have gone since, or been healed. */
    public boolean isAt(Digest blob, StorageKey key) {
        return database.sql()
                .sql("SELECT 1 FROM blob WHERE digest = ? AND storage_key = ?")
                .params(blob.toString(), key.value())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Those after a manifest of a repository, in the order of both. */
    public List<StoredManifest> manifests(Scope scope, long repository, String digest, int limit) {
        return database.sql()
                .sql("""
                    SELECT m.repository_id, m.digest, m.content, m.damaged_at IS NOT NULL FROM manifest m
                    WHERE (m.repository_id, m.digest) > (:afterRepository, :afterDigest) AND %s
                    ORDER BY m.repository_id, m.digest LIMIT :limit
                    """.formatted(ofManifests(scope)))
                .param("repository", scope.repository())
                .param("digest", text(scope))
                .param("afterRepository", repository)
                .param("afterDigest", digest)
                .param("limit", limit)
                .query((row, n) -> new StoredManifest(
                        new RepositoryId(row.getLong(1)),
                        Digest.parse(row.getString(2)),
                        row.getBytes(3),
                        row.getBoolean(4)))
                .list();
    }

    /** Other blobs than this one, of which nothing is known to be wrong: the next ones in the order of digests. */
    public List<StoredBytes> others(Digest than, int limit) {
        List<StoredBytes> others = new ArrayList<>(sound("digest > ?", than, limit));
        if (others.size() < limit) {
            others.addAll(sound("digest < ?", than, limit - others.size()));
        }
        return others;
    }

    private List<StoredBytes> sound(String condition, Digest than, int limit) {
        return database.sql()
                .sql("SELECT digest, size, storage_key FROM blob WHERE " + condition
                        + " AND damage IS NULL ORDER BY digest LIMIT ?")
                .params(than.toString(), limit)
                .query((row, n) -> new StoredBytes(
                        Digest.parse(row.getString(1)), row.getLong(2), new StorageKey(row.getString(3)), false))
                .list();
    }
}
