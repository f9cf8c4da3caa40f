package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether so little of the grace of what a repository holds is left that somebody who relies on it should renew it: less
 * than half. Has rows of the table {@code review} in memory, if it may. Thread-safe.
 */
final class RemainingGrace {

    private final Database database;
    private final Duration grace;
    private final Clock clock;
    private final RowCache<RowKey, Long> reviews;
    private final String read;

    /**
     * Of blobs or of manifests.
     *
     * @param clock the database's, if it is in this process
     * @param cachedRows that are kept in memory, at most
     */
    RemainingGrace(Database database, Reviews.Kind kind, Duration grace, Clock clock, int cachedRows) {
        this.database = database;
        this.grace = grace;
        this.clock = clock;
        String held = switch (kind) {
            case BLOB -> "repository_blob";
            case MANIFEST -> "manifest";
        };
        List<String> key = List.of("repository_id", "digest");
        this.reviews = new RowCache<RowKey, Long>(database, cachedRows)
                .of(held, key, RowKey::of)
                .of("review", key, RowKey::of);
        this.read = """
                SELECT coalesce(v.review_after, ?) FROM %s h
                LEFT JOIN review v ON v.kind = '%s' AND v.repository_id = h.repository_id AND v.digest = h.digest
                WHERE h.repository_id = ? AND h.digest = ?
                """.formatted(held, kind.column());
    }

    /** Whether it keeps anything in memory at all. */
    boolean isInMemory() {
        return reviews.isExact();
    }

    /** What is left is short if it is less than so many milliseconds. */
    long shortMillis() {
        return grace.toMillis() / 2;
    }

    /** One statement, or none. @return empty if the repository does not hold it */
    Optional<Boolean> isShort(RepositoryId repository, Digest digest) {
        return reviews.get(RowKey.of(repository, digest), () -> readReview(repository, digest))
                .map(review -> review < clock.millis() + shortMillis());
    }

    private Optional<Long> readReview(RepositoryId repository, Digest digest) {
        return database.sql()
                .sql(read)
                .params(Reviews.NONE, repository.value(), digest.toString())
                .query((row, n) -> row.getLong(1))
                .optional();
    }
}
