package io.staithe.metadata;

import io.staithe.blobstore.StorageKey;
import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The tables {@code blob} and {@code repository_blob}. */
public final class Blobs {

    private final Database database;
    private final StoredBlobs stored;
    private final QuotaLedger ledger;

    Blobs(Database database, StoredBlobs stored, QuotaLedger ledger) {
        this.database = database;
        this.stored = stored;
        this.ledger = ledger;
    }

    /** Bytes that were a blob's, and their number. */
    public record Bytes(StorageKey key, long size) {}

    /** One statement; with rows in memory none, or one for each that is not there. */
    public Optional<StoredBlob> find(RepositoryName repository, Digest digest) {
        return stored.find(repository, digest);
    }

    /** Whether any of the repositories that may be looked at holds it, and nothing is wrong with its bytes. */
    public boolean isInAny(Digest digest, Predicate<RepositoryName> readable) {
        try (Stream<RepositoryName> names = database
                .sql()
                .sql("""
                    SELECT r.name FROM repository_blob l JOIN repository r ON r.id = l.repository_id
                    JOIN blob b ON b.digest = l.digest
                    WHERE l.digest = ? AND b.damage IS NULL
                    """)
                .param(digest.toString())
                .query((row, n) -> new RepositoryName(row.getString(1)))
                .stream()) {
            return names.anyMatch(readable);
        }
    }

    /** @return false if the digest is there already, under another key */
    public boolean insert(Digest digest, long size, StorageKey key) {
        return database.sql()
                        .sql("""
                            INSERT INTO blob (digest, size, storage_key, created_at)
                            VALUES (?, ?, ?, staithe_now())
                            ON CONFLICT (digest) DO NOTHING
                            """)
                        .params(digest.toString(), size, key.value())
                        .update()
                == 1;
    }

    /** Where the bytes of a blob lie. */
    public Optional<StorageKey> key(Digest digest) {
        return database.sql()
                .sql("SELECT storage_key FROM blob WHERE digest = ?")
                .param(digest.toString())
                .query((row, n) -> new StorageKey(row.getString(1)))
                .optional();
    }

    /** Lets a blob have other bytes under another key. @return false if it no longer has those under the old one */
    public boolean replaceKey(Digest digest, StorageKey before, StorageKey after) {
        return database.sql()
                        .sql("""
                            UPDATE blob SET storage_key = ?, damage = NULL, damage_seen = NULL, damaged_at = NULL
                            WHERE digest = ? AND storage_key = ?
                            """)
                        .params(after.value(), digest.toString(), before.value())
                        .update()
                == 1;
    }

    /** Makes a blob that is there one of the repository's. */
    public void link(RepositoryId repository, Digest digest) {
        int linked = database.sql()
                .sql("""
                    INSERT INTO repository_blob (repository_id, digest) VALUES (?, ?)
                    ON CONFLICT (repository_id, digest) DO NOTHING
                    """)
                .params(repository.value(), digest.toString())
                .update();
        if (linked == 1) {
            ledger.added(repository, digest);
        }
    }

    /** A manifest of the repository that names the blob. */
    public Optional<Digest> referringManifest(RepositoryId repository, Digest digest) {
        return database.sql()
                .sql("""
                    SELECT m.digest FROM repository_blob l
                    JOIN manifest_blob e ON e.repository_blob_id = l.id
                    JOIN manifest m ON m.id = e.manifest_id
                    WHERE l.repository_id = ? AND l.digest = ? LIMIT 1
                    """)
                .params(repository.value(), digest.toString())
                .query((row, n) -> Digest.parse(row.getString(1)))
                .optional();
    }

    /**
     * Until this transaction has ended, no manifest of the repository can begin to name the blob. It is the next statement
     * that sees those which began before.
     *
     * @return false if the repository does not hold it
     */
    public boolean lockLink(RepositoryId repository, Digest digest) {
        return database.sql()
                .sql("SELECT 1 FROM repository_blob WHERE repository_id = ? AND digest = ?" + database.forUpdate())
                .params(repository.value(), digest.toString())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Of several repositories that let go of a blob at once, the last one sees that it is the last. */
    public void lock(Digest digest) {
        database.sql()
                .sql("SELECT 1 FROM blob WHERE digest = ?" + database.forUpdate())
                .param(digest.toString())
                .query(Integer.class)
                .optional();
    }

    /** Takes a blob that no manifest names out of the repository. */
    public void unlink(RepositoryId repository, Digest digest) {
        database.sql()
                .sql("DELETE FROM repository_blob WHERE repository_id = ? AND digest = ?")
                .params(repository.value(), digest.toString())
                .update();
    }

    /**
     * Takes away the row of a blob that no repository holds and no deleted manifest needs. The blob must be locked.
     *
     * @param left who has just let go of it
     * @return its bytes; empty if they are needed
     */
    public Optional<Bytes> deleteUnlinked(RepositoryId left, Digest digest) {
        ledger.removed(left, digest);
        return database.sql()
                .sql("""
                    DELETE FROM blob WHERE digest = ?
                    AND NOT EXISTS (SELECT 1 FROM repository_blob l WHERE l.digest = blob.digest)
                    AND NOT EXISTS (SELECT 1 FROM trash_blob t WHERE t.blob_digest = blob.digest)
                    RETURNING storage_key, size
                    """)
                .param(digest.toString())
                .query((row, n) -> new Bytes(new StorageKey(row.getString(1)), row.getLong(2)))
                .optional();
    }
}
