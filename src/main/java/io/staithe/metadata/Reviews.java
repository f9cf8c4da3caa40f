package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import java.time.Duration;

/**
 * The table {@code review}: what may have become unreferenced, and when the collector looks at it. A push schedules its
 * review before it looks whether the content is there already: the row is then locked against a collector that takes the
 * same review.
 */
public final class Reviews {

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

    /** Gives a whole grace again, if there is a review. */
    public void renew(Kind kind, RepositoryId repository, Digest digest) {
        database.sql()
                .sql("""
                    UPDATE review SET review_after = staithe_now() + ?
                    WHERE kind = ? AND repository_id = ? AND digest = ? AND review_after < staithe_now() + ?
                    """)
                .params(grace.toMillis(), kind.column, repository.value(), digest.toString(), grace.toMillis())
                .update();
    }

    /** Asks for a review of all that a manifest refers to, before the manifest itself is deleted. */
    public void scheduleReferencesOf(RepositoryId repository, Digest manifest) {
        database.sql()
                .sql("""
                    INSERT INTO review (kind, repository_id, digest, review_after)
                    SELECT kind, :repository, digest, staithe_now() + :grace FROM (
                        SELECT 'blob' AS kind, blob_digest AS digest FROM manifest_blob
                        WHERE repository_id = :repository AND manifest_digest = :manifest
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
