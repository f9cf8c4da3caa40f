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

    private final Database database;

    public Uploads(Database database) {
        this.database = database;
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
        return database.sql()
                        .sql("""
                            UPDATE upload SET size = ?, state = ?, digest_so_far = ?, expires_at = staithe_now() + ?
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
    }

    /** Lets a session live so long from now on, however far it has come. */
    public void renew(UploadId id, Duration expiry) {
        database.sql()
                .sql("UPDATE upload SET expires_at = staithe_now() + ? WHERE id = ?")
                .params(expiry.toMillis(), id.value())
                .update();
    }

    /** @return false if another request has moved or ended the session since it was read */
    public boolean delete(Upload upload) {
        return database.sql()
                        .sql("DELETE FROM upload WHERE id = ? AND size = ?")
                        .params(upload.id().value(), upload.size())
                        .update()
                == 1;
    }

    /** Ends a session however far it has come. @return false if it has ended already */
    public boolean end(UploadId id) {
        return database.sql()
                        .sql("DELETE FROM upload WHERE id = ?")
                        .param(id.value())
                        .update()
                == 1;
    }

    /** Ends a session that nobody has renewed since it was found expired. @return false if somebody has */
    public boolean deleteExpired(Upload upload) {
        return database.sql()
                        .sql("DELETE FROM upload WHERE id = ? AND expires_at <= staithe_now()")
                        .param(upload.id().value())
                        .update()
                == 1;
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
