package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.ConcurrencyFailureException;

/** The tables {@code trash}, {@code trash_blob} and {@code trash_child}: deleted manifests, until they are purged. */
public final class Trash {

    private final Database database;
    private final QuotaLedger ledger;
    private final Duration keep;
    private final TrashFamilies families;

    Trash(Database database, QuotaLedger ledger, Duration keep) {
        this.database = database;
        this.families = new TrashFamilies(database);
        this.ledger = ledger;
        this.keep = keep;
    }

    /**
     * A deleted manifest.
     *
     * @param size of the manifest, in bytes
     * @param by the subject or address that deleted it
     */
    public record Trashed(
            Digest digest, String mediaType, long size, Instant deletedAt, String by, Instant purgeAfter) {}

    /** What can be purged. */
    public record Due(RepositoryId repository, Digest digest) {}

    /** Copies a manifest of the repository that is about to be deleted, if deleted manifests are kept at all. */
    public void put(RepositoryId repository, Digest digest, String by) {
        if (keep.isZero()) {
            return;
        }
        boolean there = ledger.counts(repository) && lock(repository, digest);
        Optional<Long> size = database.sql()
                .sql("""
                    INSERT INTO trash (repository_id, digest, media_type, artifact_type, subject_digest, annotations,
                                       size, content, created_at, deleted_at, deleted_by, purge_after)
                    SELECT repository_id, digest, media_type, artifact_type, subject_digest, annotations,
                           size, content, created_at, staithe_now(), ?, staithe_now() + ?
                    FROM manifest WHERE repository_id = ? AND digest = ?
                    ON CONFLICT (repository_id, digest)
                    DO UPDATE SET deleted_at = excluded.deleted_at, deleted_by = excluded.deleted_by,
                                  purge_after = excluded.purge_after
                    RETURNING size
                    """)
                .params(by, keep.toMillis(), repository.value(), digest.toString())
                .query(Long.class)
                .optional();
        if (!there) {
            size.ifPresent(bytes -> ledger.changed(repository, bytes));
        }
        update("""
            INSERT INTO trash_blob (repository_id, manifest_digest, blob_digest)
            SELECT m.repository_id, m.digest, l.digest FROM manifest m
            JOIN manifest_blob e ON e.manifest_id = m.id
            JOIN repository_blob l ON l.id = e.repository_blob_id
            WHERE m.repository_id = ? AND m.digest = ? ON CONFLICT DO NOTHING
            """, repository, digest);
        update("""
            INSERT INTO trash_child (repository_id, parent, child)
            SELECT repository_id, parent, child FROM manifest_child
            WHERE repository_id = ? AND parent = ? ON CONFLICT DO NOTHING
            """, repository, digest);
        families.keepWhole(repository, digest);
    }

    private int update(String sql, RepositoryId repository, Digest digest) {
        return database.sql()
                .sql(sql)
                .params(repository.value(), digest.toString())
                .update();
    }

    private List<Digest> digests(String sql, RepositoryId repository, Digest digest) {
        return database.sql()
                .sql(sql)
                .params(repository.value(), digest.toString())
                .query((row, n) -> Digest.parse(row.getString(1)))
                .list();
    }

    /** Until this transaction has ended, nobody else restores or purges the manifest. @return false if it is not there */
    public boolean lock(RepositoryId repository, Digest digest) {
        return !digests(
                        "SELECT digest FROM trash WHERE repository_id = ? AND digest = ?" + database.forUpdate(),
                        repository,
                        digest)
                .isEmpty();
    }

    public boolean has(RepositoryId repository, Digest digest) {
        return !digests("SELECT digest FROM trash WHERE repository_id = ? AND digest = ?", repository, digest)
                .isEmpty();
    }

    public Optional<Trashed> find(RepositoryId repository, Digest digest) {
        return database.sql()
                .sql("""
                    SELECT digest, media_type, size, deleted_at, deleted_by, purge_after
                    FROM trash WHERE repository_id = ? AND digest = ?
                    """)
                .params(repository.value(), digest.toString())
                .query(Trash::trashed)
                .optional();
    }

    private static Trashed trashed(ResultSet row, int number) throws SQLException {
        return new Trashed(
                Digest.parse(row.getString(1)),
                row.getString(2),
                row.getLong(3),
                Instant.ofEpochMilli(row.getLong(4)),
                row.getString(5),
                Instant.ofEpochMilli(row.getLong(6)));
    }

    /** Deleted manifests without which one that is there is not whole: its children, and what has it as a subject. */
    public List<Digest> belongingTo(RepositoryId repository, Digest digest) {
        return database.sql()
                .sql("""
                    SELECT t.digest FROM trash t JOIN manifest_child c
                    ON c.repository_id = t.repository_id AND c.child = t.digest
                    WHERE c.repository_id = :repository AND c.parent = :digest
                    UNION
                    SELECT digest FROM trash WHERE repository_id = :repository AND subject_digest = :digest
                    """)
                .param("repository", repository.value())
                .param("digest", digest.toString())
                .query((row, n) -> Digest.parse(row.getString(1)))
                .list();
    }

    /**
     * Makes a deleted manifest, which must be locked, one of the repository's again, with its blobs.
     *
     * @throws ConcurrencyFailureException if a blob left the repository meanwhile
     */
    public void takeOut(RepositoryId repository, Digest digest) {
        linkBlobs(repository, digest);
        int inserted = update("""
            INSERT INTO manifest (repository_id, digest, media_type, artifact_type, subject_digest, annotations, size,
                                  content, created_at)
            SELECT repository_id, digest, media_type, artifact_type, subject_digest, annotations, size,
                   content, created_at
            FROM trash WHERE repository_id = ? AND digest = ? ON CONFLICT DO NOTHING
            """, repository, digest);
        update("""
            INSERT INTO manifest_blob (manifest_id, repository_blob_id)
            SELECT m.id, l.id FROM trash_blob t
            JOIN manifest m ON m.repository_id = t.repository_id AND m.digest = t.manifest_digest
            JOIN repository_blob l ON l.repository_id = t.repository_id AND l.digest = t.blob_digest
            WHERE t.repository_id = ? AND t.manifest_digest = ? ON CONFLICT DO NOTHING
            """, repository, digest);
        update("""
            INSERT INTO manifest_child (repository_id, parent, child)
            SELECT repository_id, parent, child FROM trash_child
            WHERE repository_id = ? AND parent = ? ON CONFLICT DO NOTHING
            """, repository, digest);
        long size = delete(repository, digest);
        if (inserted == 1) {
            ledger.addedManifest(repository, size);
        }
    }

    /** They stay until this transaction has ended, or they could be gone before the manifest names them. */
    private void linkBlobs(RepositoryId repository, Digest digest) {
        update("""
            INSERT INTO repository_blob (repository_id, digest)
            SELECT repository_id, blob_digest FROM trash_blob
            WHERE repository_id = ? AND manifest_digest = ? ORDER BY blob_digest ON CONFLICT DO NOTHING
            """, repository, digest);
        List<Digest> needed = blobs(repository, digest);
        List<Digest> linked = digests("""
            SELECT l.digest FROM repository_blob l
            WHERE l.repository_id = ?
            AND l.digest IN (SELECT t.blob_digest FROM trash_blob t
                             WHERE t.repository_id = l.repository_id AND t.manifest_digest = ?)
            ORDER BY l.digest
            """ + database.forKeyShare(), repository, digest);
        if (linked.size() < needed.size()) {
            throw new ConcurrencyFailureException("a blob left the repository while it was restored");
        }
    }

    private List<Digest> blobs(RepositoryId repository, Digest digest) {
        return digests(
                "SELECT blob_digest FROM trash_blob WHERE repository_id = ? AND manifest_digest = ? ORDER BY blob_digest",
                repository,
                digest);
    }

    private long delete(RepositoryId repository, Digest digest) {
        long size = database.sql()
                .sql("DELETE FROM trash WHERE repository_id = ? AND digest = ? RETURNING size")
                .params(repository.value(), digest.toString())
                .query(Long.class)
                .optional()
                .orElse(0L);
        ledger.changed(repository, -size);
        return size;
    }

    /** What may go for good now, the oldest first, and so nothing before what it belongs to. */
    public List<Due> due(int limit) {
        return database.sql()
                .sql("""
                    SELECT repository_id, digest FROM trash
                    WHERE purge_after <= staithe_now() ORDER BY purge_after LIMIT ?
                    """)
                .param(limit)
                .query((row, n) -> new Due(new RepositoryId(row.getLong(1)), Digest.parse(row.getString(2))))
                .list();
    }

    /**
     * Forgets a manifest for good, if that is still due.
     *
     * @return the blobs that it named, in order
     */
    public List<Digest> purge(Due due) {
        List<Digest> found = digests(
                "SELECT digest FROM trash WHERE repository_id = ? AND digest = ? AND purge_after <= staithe_now()"
                        + database.forUpdate(),
                due.repository(),
                due.digest());
        if (found.isEmpty()) {
            return List.of();
        }
        List<Digest> blobs = blobs(due.repository(), due.digest());
        delete(due.repository(), due.digest());
        return blobs;
    }

    /**
     * What can be restored, in the order of the digests.
     *
     * @param after digests up to and including this one are left out; empty for the first page
     */
    public List<Trashed> page(RepositoryName repository, String after, int limit) {
        return database.sql()
                .sql("""
                    SELECT t.digest, t.media_type, t.size, t.deleted_at, t.deleted_by, t.purge_after
                    FROM repository r JOIN trash t ON t.repository_id = r.id
                    WHERE r.name = ? AND t.digest > ? ORDER BY t.digest LIMIT ?
                    """)
                .params(repository.value(), after, limit)
                .query(Trash::trashed)
                .list();
    }

    public long count() {
        return database.sql()
                .sql("SELECT count(*) FROM trash")
                .query(Long.class)
                .single();
    }
}
