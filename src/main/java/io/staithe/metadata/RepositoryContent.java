package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.RowMapper;

/** Which of many digests a repository has, asked a few hundred at a time. */
public final class RepositoryContent {

    /** Keeps the number of statement parameters far below both databases' limits. */
    private static final int LOOKUP_CHUNK = 500;

    private final Database database;

    RepositoryContent(Database database) {
        this.database = database;
    }

    /**
     * A blob of a repository.
     *
     * @param id the key of the row in {@code repository_blob}
     */
    public record HeldBlob(long id, String digest) {}

    /** Those of the digests that are manifests of the repository, and stay so until this transaction has ended. */
    public Set<String> manifestsAmong(RepositoryId repository, Collection<String> digests) {
        return new HashSet<>(lookup(
                "SELECT digest FROM manifest WHERE repository_id = :repository AND digest IN (:digests)"
                        + database.forKeyShare(),
                repository,
                digests,
                (row, n) -> row.getString(1)));
    }

    /** Those of the digests that are blobs of the repository, and of whose bytes nothing bad is known. */
    public List<HeldBlob> blobsAmong(RepositoryId repository, Collection<String> digests) {
        return lookup("""
                SELECT l.id, l.digest FROM repository_blob l JOIN blob b ON b.digest = l.digest
                WHERE l.repository_id = :repository AND l.digest IN (:digests) AND b.damage IS NULL
                """, repository, digests, (row, n) -> new HeldBlob(row.getLong(1), row.getString(2)));
    }

    private <T> List<T> lookup(String sql, RepositoryId repository, Collection<String> digests, RowMapper<T> mapper) {
        List<String> all = List.copyOf(digests);
        List<T> found = new ArrayList<>();
        for (int from = 0; from < all.size(); from += LOOKUP_CHUNK) {
            List<String> chunk = all.subList(from, Math.min(all.size(), from + LOOKUP_CHUNK));
            found.addAll(database.sql()
                    .sql(sql)
                    .param("repository", repository.value())
                    .param("digests", chunk)
                    .query(mapper)
                    .list());
        }
        return found;
    }
}
