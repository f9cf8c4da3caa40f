package io.staithe.metadata;

import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.UploadId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code upload}. */
public final class Uploads {

    /** What an upload takes of a quota. */
    private static final String HELD = "CASE WHEN reserved > size THEN reserved ELSE size END";

    private final Database database;
    private final QuotaLedger ledger;

    Uploads(Database database, QuotaLedger ledger) {
        this.database = database;
        this.ledger = ledger;
    }

    /**
     * An upload session.
     *
     * @param algorithm what the bytes are hashed with while they arrive
     * @param state where the bytes stand; null as long as none arrived
     * @param digestSoFar of the bytes so far; null if they would have to be read again
     */
    public record Upload(
            UploadId id,
            RepositoryId repository,
            StorageKey key,
            Algorithm algorithm,
            @Nullable WriteState state,
            @Nullable Digest digestSoFar) {

        /** Bytes received so far. */
        public long size() {
            return state == null ? 0 : state.size();
        }
    }

    /**
     * Records a session that begins.
     *
     * @param owner who may go on with it
     * @param expiry how long it lives if nothing happens
     */
    public void insert(Upload upload, String owner, Duration expiry) {
        database.sql()
                .sql("""
                    INSERT INTO upload (id, repository_id, storage_key, algorithm, size, expires_at, owner)
                    VALUES (?, ?, ?, ?, 0, staithe_now() + ?, ?)
                    """)
                .params(
                        upload.id().value(),
                        upload.repository().value(),
                        upload.key().value(),
                        upload.algorithm().prefix(),
                        expiry.toMillis(),
                        owner)
                .update();
    }

    /** Who opened a session; empty if there is none, or nobody noted it. */
    public Optional<String> owner(UploadId id) {
        return database.sql()
                .sql("SELECT owner FROM upload WHERE id = ? AND owner IS NOT NULL")
                .param(id.value())
                .query(String.class)
                .optional();
    }

    /** A session that has not expired. */
    public Optional<Upload> find(RepositoryName repository, UploadId id) {
        return database.sql()
                .sql("""
                    SELECT u.id, u.repository_id, u.storage_key, u.algorithm, u.size, u.state, u.digest_so_far
                    FROM upload u JOIN repository r ON r.id = u.repository_id
                    WHERE u.id = ? AND r.name = ? AND u.expires_at > staithe_now()
                    """)
                .params(id.value(), repository.value())
                .query(Uploads::upload)
                .optional();
    }

    /** Waits for transactions that move or end the session, and lets none begin until this one has ended. */
    public void lock(UploadId id) {
        var _ = database.sql()
                .sql("SELECT 1 FROM upload WHERE id = ?" + database.forUpdate())
                .param(id.value())
                .query(Integer.class)
                .optional();
    }

    /** Sessions that nobody finished in time, the oldest first. */
    public List<Upload> expired(int limit) {
        return database.sql().sql("""
            SELECT id, repository_id, storage_key, algorithm, size, state, digest_so_far
            FROM upload WHERE expires_at <= staithe_now() ORDER BY expires_at LIMIT ?
            """).param(limit).query(Uploads::upload).list();
    }

    /**
     * Records the bytes that arrived.
     *
     * @param upload as it was when the request began
     * @param expiry how long the session lives from now on if nothing happens
     * @return false if another request has moved or ended the session since
     */
    public boolean advance(Upload upload, WriteState state, @Nullable Digest digestSoFar, Duration expiry) {
        long before = lockHeld(upload);
        boolean advanced = database.sql()
                        .sql("""
                            UPDATE upload SET size = ?, state = ?, digest_so_far = ?, expires_at = staithe_now() + ?,
                                              reserved = 0
                            WHERE id = ? AND size = ?
                            """)
                        .param(state.size())
                        .param(state.token())
                        .param(Rows.text(digestSoFar))
                        .param(expiry.toMillis())
                        .param(upload.id().value())
                        .param(upload.size())
                        .update()
                == 1;
        if (advanced) {
            ledger.changed(upload.repository(), state.size() - before);
        }
        return advanced;
    }

    /** Lets a session live so long from now on, however far it has come. */
    public void renew(UploadId id, Duration expiry) {
        database.sql()
                .sql("UPDATE upload SET expires_at = staithe_now() + ? WHERE id = ?")
                .params(expiry.toMillis(), id.value())
                .update();
    }

    /**
     * Lets the session have room in its repository's quotas for bytes that are still to come, until a request has ended.
     *
     * @param bytes that the session will have; what it has already if that is more
     * @throws OverQuotaException when the transaction ends, if there is no room
     */
    public void reserve(Upload upload, long bytes) {
        long before = lockHeld(upload);
        int reserved = database.sql()
                .sql("UPDATE upload SET reserved = ? WHERE id = ? AND size = ?")
                .params(bytes, upload.id().value(), upload.size())
                .update();
        if (reserved == 1) {
            ledger.changed(upload.repository(), Math.max(bytes, upload.size()) - before);
        }
    }

    /** What it takes now, which nobody else changes until this transaction has ended. */
    private long lockHeld(Upload upload) {
        if (!ledger.counts(upload.repository())) {
            return 0;
        }
        return database.sql()
                .sql("SELECT " + HELD + " FROM upload WHERE id = ?" + database.forUpdate())
                .param(upload.id().value())
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    private boolean delete(String condition, Object... parameters) {
        Optional<Ended> ended = database.sql()
                .sql("DELETE FROM upload WHERE " + condition + " RETURNING repository_id, " + HELD)
                .params(parameters)
                .query((row, n) -> new Ended(new RepositoryId(row.getLong(1)), row.getLong(2)))
                .optional();
        ended.ifPresent(upload -> ledger.changed(upload.repository(), -upload.held()));
        return ended.isPresent();
    }

    /** @param held bytes that it took of its quotas */
    private record Ended(RepositoryId repository, long held) {}

    /** @return false if another request has moved or ended the session since it was read */
    public boolean delete(Upload upload) {
        return delete("id = ? AND size = ?", upload.id().value(), upload.size());
    }

    /** Ends a session however far it has come. @return false if it has ended already */
    public boolean end(UploadId id) {
        return delete("id = ?", id.value());
    }

    /** Ends a session that nobody has renewed since it was found expired. @return false if somebody has */
    public boolean deleteExpired(Upload upload) {
        return delete("id = ? AND expires_at <= staithe_now()", upload.id().value());
    }

    /** Sessions that are open now. */
    public long count() {
        return database.sql()
                .sql("SELECT count(*) FROM upload")
                .query(Long.class)
                .single();
    }

    private static Upload upload(ResultSet row, int number) throws SQLException {
        String token = row.getString("state");
        String digest = row.getString("digest_so_far");
        return new Upload(
                new UploadId(row.getString("id")),
                new RepositoryId(row.getLong("repository_id")),
                new StorageKey(row.getString("storage_key")),
                Algorithm.parse(row.getString("algorithm")),
                token == null ? null : new WriteState(row.getLong("size"), token),
                digest == null ? null : Digest.parse(digest));
    }
}
