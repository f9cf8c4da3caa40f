package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import java.util.List;
import java.util.Optional;

/** Finds manifests by their digests. Has rows of the table {@code manifest} in memory, if it may. Thread-safe. */
final class ManifestHeads {

    private final Database database;
    private final Repositories repositories;
    private final RemainingGrace graces;
    private final RowCache<RowKey, ManifestHead> heads;

    /** @param cachedRows that are kept in memory, at most */
    ManifestHeads(Database database, Repositories repositories, RemainingGrace graces, int cachedRows) {
        this.database = database;
        this.repositories = repositories;
        this.graces = graces;
        this.heads = new RowCache<RowKey, ManifestHead>(database, cachedRows)
                .of("manifest", List.of("repository_id", "digest"), RowKey::of);
    }

    /** One statement, or none. */
    Optional<ManifestHead> find(RepositoryName repository, Digest digest) {
        return heads.isExact()
                ? repositories.find(repository).flatMap(id -> find(id, digest)).flatMap(this::withGrace)
                : read(repository, digest);
    }

    /** Of what went between the two looks there is no review either. */
    private Optional<ManifestHead> withGrace(ManifestHead head) {
        return graces.isShort(head.repository(), head.digest()).map(isShort -> isShort ? head.withDueSoon() : head);
    }

    /** Says nothing of its grace. */
    Optional<ManifestHead> find(RepositoryId repository, Digest digest) {
        return heads.get(RowKey.of(repository, digest), () -> read(repository, digest));
    }

    private Optional<ManifestHead> read(RepositoryId repository, Digest digest) {
        return database.sql()
                .sql("""
                    SELECT repository_id, digest, media_type, size FROM manifest
                    WHERE repository_id = ? AND digest = ?
                    """)
                .params(repository.value(), digest.toString())
                .query(ManifestHead::of)
                .optional();
    }

    private Optional<ManifestHead> read(RepositoryName repository, Digest digest) {
        return database.sql()
                .sql("""
                    SELECT r.id, m.digest, m.media_type, m.size, v.review_after < staithe_now() + ?
                    FROM repository r JOIN manifest m ON m.repository_id = r.id
                    LEFT JOIN review v ON v.kind = 'manifest' AND v.repository_id = r.id AND v.digest = m.digest
                    WHERE r.name = ? AND m.digest = ?
                    """)
                .params(graces.shortMillis(), repository.value(), digest.toString())
                .query((row, n) -> ManifestHead.of(row, row.getBoolean(5)))
                .optional();
    }
}
