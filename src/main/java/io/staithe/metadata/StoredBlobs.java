package io.staithe.metadata;

import io.staithe.blobstore.StorageKey;
import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Finds the blobs that repositories hold. Has rows of the table {@code blob} in memory, if it may. Thread-safe. */
final class StoredBlobs {

    private final Database database;
    private final Repositories repositories;
    private final RemainingGrace graces;
    private final RowCache<String, Place> places;

    /** @param cachedRows that are kept in memory, at most */
    StoredBlobs(Database database, Repositories repositories, RemainingGrace graces, int cachedRows) {
        this.database = database;
        this.repositories = repositories;
        this.graces = graces;
        this.places = new RowCache<String, Place>(database, cachedRows).of("blob", List.of("digest"), List::getFirst);
    }

    /**
     * @param size in bytes
     * @param damage what was seen of the bytes, if they are not those of the digest
     */
    private record Place(long size, StorageKey key, Optional<String> damage) {

        private static Place of(ResultSet row, int first) throws SQLException {
            return new Place(
                    row.getLong(first),
                    new StorageKey(row.getString(first + 1)),
                    Optional.ofNullable(row.getString(first + 2)));
        }

        private StoredBlob in(RepositoryId repository, Digest digest, boolean dueSoon) {
            return new StoredBlob(repository, digest, size, key, damage, dueSoon);
        }
    }

    /** One statement; with rows in memory none, or one for each that is not there. */
    Optional<StoredBlob> find(RepositoryName repository, Digest digest) {
        return graces.isInMemory()
                ? repositories.find(repository).flatMap(id -> find(id, digest))
                : read(repository, digest);
    }

    private Optional<StoredBlob> find(RepositoryId repository, Digest digest) {
        return graces.isShort(repository, digest)
                .flatMap(isShort -> places.get(digest.toString(), () -> readPlace(digest))
                        .map(place -> place.in(repository, digest, isShort)));
    }

    private Optional<Place> readPlace(Digest digest) {
        return database.sql()
                .sql("SELECT size, storage_key, damage_seen FROM blob WHERE digest = ?")
                .param(digest.toString())
                .query((row, n) -> Place.of(row, 1))
                .optional();
    }

    private Optional<StoredBlob> read(RepositoryName repository, Digest digest) {
        return database.sql()
                .sql("""
                    SELECT r.id, b.size, b.storage_key, b.damage_seen, v.review_after < staithe_now() + ?
                    FROM repository r
                    JOIN repository_blob l ON l.repository_id = r.id
                    JOIN blob b ON b.digest = l.digest
                    LEFT JOIN review v ON v.kind = 'blob' AND v.repository_id = r.id AND v.digest = l.digest
                    WHERE r.name = ? AND l.digest = ?
                    """)
                .params(graces.shortMillis(), repository.value(), digest.toString())
                .query((row, n) -> Place.of(row, 2).in(new RepositoryId(row.getLong(1)), digest, row.getBoolean(5)))
                .optional();
    }
}
