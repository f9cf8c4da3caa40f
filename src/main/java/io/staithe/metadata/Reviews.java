package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The table {@code review}: what may have become unreferenced, and when the collector looks at it. A push schedules its
 * review before it looks whether the content is there already: the row is then locked against a collector that takes the
 * same review.
 */
public final class Reviews {

    /** When what nobody reviews is due. */
    static final long NONE = Long.MAX_VALUE;

    private final Database database;
    private final Duration grace;

    Reviews(Database database, Duration grace) {
        this.database = database;
        this.grace = grace;
    }

    /** What a review is about. */
    public enum Kind {
        BLOB("blob"),
        MANIFEST("manifest");

        private final String column;

        Kind(String column) {
            this.column = column;
        }

        String column() {
            return column;
        }

        private static Kind of(String column) {
            return column.equals(BLOB.column) ? BLOB : MANIFEST;
        }
    }

    /** What is to be looked at. */
    public record Review(Kind kind, RepositoryId repository, Digest digest) {}

    /**
     * How much waits.
     *
     * @param due those whose grace is over
     * @param oldest for how long the first of them has been due
     */
    public record Waiting(long reviews, long due, Duration oldest) {}

    /** When the grace of something is over, if a review waits for that. */
    public Optional<Instant> dueAt(Kind kind, RepositoryId repository, Digest digest) {
        return database.sql()
                .sql("SELECT review_after FROM review WHERE kind = ? AND repository_id = ? AND digest = ?")
                .params(kind.column, repository.value(), digest.toString())
                .query((row, n) -> Instant.ofEpochMilli(row.getLong(1)))
                .optional();
    }

    /** What is due, the oldest first. */
    public List<Review> due(int limit) {
        return database.sql().sql("""
                    SELECT kind, repository_id, digest FROM review
                    WHERE review_after <= staithe_now() ORDER BY review_after LIMIT ?
                    """).param(limit).query(Reviews::review).list();
    }

    private static Review review(ResultSet row, int number) throws SQLException {
        return new Review(Kind.of(row.getString(1)), new RepositoryId(row.getLong(2)), Digest.parse(row.getString(3)));
    }

    /**
     * Takes a review that is due. Until this transaction has ended, whoever wants to schedule or renew it waits.
     *
     * @return false if somebody else has taken it, or it was put off
     */
    public boolean take(Review review) {
        return database.sql()
                        .sql("""
                            DELETE FROM review
                            WHERE kind = ? AND repository_id = ? AND digest = ? AND review_after <= staithe_now()
                            """)
                        .params(
                                review.kind().column,
                                review.repository().value(),
                                review.digest().toString())
                        .update()
                == 1;
    }

    /** It failed: the next attempt waits twice as long as this one did, a day at most. */
    public void retryLater(Review review, Duration first) {
        database.sql()
                .sql("""
                    UPDATE review SET attempts = attempts + 1,
                    review_after = staithe_now() + CASE WHEN attempts < 10 THEN ? * (1 << attempts) ELSE 86400000 END
                    WHERE kind = ? AND repository_id = ? AND digest = ? AND review_after <= staithe_now()
                    """)
                .params(
                        first.toMillis(),
                        review.kind().column,
                        review.repository().value(),
                        review.digest().toString())
                .update();
    }

    public Waiting waiting() {
        return database.sql()
                .sql("""
                    SELECT (SELECT count(*) FROM review),
                           (SELECT count(*) FROM review WHERE review_after <= staithe_now()),
                           (SELECT staithe_now() - min(review_after) FROM review)
                    """)
                .query((row, n) ->
                        new Waiting(row.getLong(1), row.getLong(2), Duration.ofMillis(Math.max(0, row.getLong(3)))))
                .single();
    }

    /** Asks for a review when the grace is over; one that was asked for earlier is put off until then. */
    public void schedule(Kind kind, RepositoryId repository, Digest digest) {
        database.sql()
                .sql("""
                    INSERT INTO review (kind, repository_id, digest, review_after)
                    VALUES (?, ?, ?, staithe_now() + ?)
                    ON CONFLICT (kind, repository_id, digest)
                    DO UPDATE SET review_after = excluded.review_after, attempts = 0
                    """)
                .params(kind.column, repository.value(), digest.toString(), grace.toMillis())
                .update();
    }

    /** Gives a whole grace again. @return false if there is no review, or no longer */
    public boolean renew(Kind kind, RepositoryId repository, Digest digest) {
        return database.sql()
                        .sql("""
                            UPDATE review SET review_after = staithe_now() + ?
                            WHERE kind = ? AND repository_id = ? AND digest = ?
                            """)
                        .params(grace.toMillis(), kind.column, repository.value(), digest.toString())
                        .update()
                == 1;
    }

    /** Asks for a review of all that a manifest refers to, before the manifest itself is deleted. */
    public void scheduleReferencesOf(RepositoryId repository, Digest manifest) {
        database.sql()
                .sql("""
                    INSERT INTO review (kind, repository_id, digest, review_after)
                    SELECT kind, :repository, digest, staithe_now() + :grace FROM (
                        SELECT 'blob' AS kind, l.digest AS digest FROM manifest m
                        JOIN manifest_blob e ON e.manifest_id = m.id
                        JOIN repository_blob l ON l.id = e.repository_blob_id
                        WHERE m.repository_id = :repository AND m.digest = :manifest
                        UNION
                        SELECT 'manifest', child FROM manifest_child
                        WHERE repository_id = :repository AND parent = :manifest
                        UNION
                        SELECT 'manifest', digest FROM manifest
                        WHERE repository_id = :repository AND subject_digest = :manifest) AS referred
                    ORDER BY kind, digest
                    ON CONFLICT (kind, repository_id, digest)
                    DO UPDATE SET review_after = excluded.review_after, attempts = 0
                    """)
                .param("repository", repository.value())
                .param("manifest", manifest.toString())
                .param("grace", grace.toMillis())
                .update();
    }
}
