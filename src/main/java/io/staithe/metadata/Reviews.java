package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The table {@code review}: what may have become unreferenced, and when the collector looks at it. */
public final class Reviews {

    private final Database database;
    private final Clock clock;
    private final Duration grace;

    Reviews(Database database, Clock clock, Duration grace) {
        this.database = database;
        this.clock = clock;
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
                    INSERT INTO review (kind, repository_id, digest, review_after) VALUES (?, ?, ?, ?)
                    ON CONFLICT (kind, repository_id, digest)
                    DO UPDATE SET review_after = excluded.review_after, attempts = 0
                    """)
                .params(kind.column, repository.value(), digest.toString(), afterGrace())
                .update();
    }

    /** Whether so little of the grace is left that somebody who relies on it should renew it. */
    public boolean isDueSoon(@Nullable Instant reviewAfter) {
        return reviewAfter != null && reviewAfter.isBefore(clock.instant().plus(grace.dividedBy(2)));
    }

    /** Gives a whole grace again, if there is a review. */
    public void renew(Kind kind, RepositoryId repository, Digest digest) {
        long after = afterGrace();
        database.sql()
                .sql("""
                    UPDATE review SET review_after = ?
                    WHERE kind = ? AND repository_id = ? AND digest = ? AND review_after < ?
                    """)
                .params(after, kind.column, repository.value(), digest.toString(), after)
                .update();
    }

    /** Asks for a review of all that a manifest refers to, before the manifest itself is deleted. */
    public void scheduleReferencesOf(RepositoryId repository, Digest manifest) {
        long after = afterGrace();
        database.sql()
                .sql("""
                    INSERT INTO review (kind, repository_id, digest, review_after)
                    SELECT 'blob', repository_id, blob_digest, ? FROM manifest_blob
                    WHERE repository_id = ? AND manifest_digest = ?
                    UNION
                    SELECT 'manifest', repository_id, child, ? FROM manifest_child
                    WHERE repository_id = ? AND parent = ?
                    UNION
                    SELECT 'manifest', repository_id, digest, ? FROM manifest
                    WHERE repository_id = ? AND subject_digest = ?
                    ON CONFLICT (kind, repository_id, digest)
                    DO UPDATE SET review_after = excluded.review_after, attempts = 0
                    """)
                .params(
                        after,
                        repository.value(),
                        manifest.toString(),
                        after,
                        repository.value(),
                        manifest.toString(),
                        after,
                        repository.value(),
                        manifest.toString())
                .update();
    }

    private long afterGrace() {
        return clock.instant().plus(grace).toEpochMilli();
    }
}
