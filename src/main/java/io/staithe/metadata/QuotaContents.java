package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.dao.PessimisticLockingFailureException;

/** The tables {@code quota_repository} and {@code quota_blob}: what each quota is about, and what it counts already. */
final class QuotaContents {

    private static final int ATTEMPTS = 10;

    private final Database database;

    QuotaContents(Database database) {
        this.database = database;
    }

    /** The quotas of a repository, in the order of their ids. The tables are locked against who counts anew. */
    List<Long> quotasOf(RepositoryId repository) {
        return database.sql()
                .sql("""
                    SELECT q.id FROM quota q JOIN quota_repository m ON m.quota_id = q.id
                    WHERE m.repository_id = ? ORDER BY q.id
                    """)
                .param(repository.value())
                .query((row, n) -> row.getLong(1))
                .list();
    }

    void join(Collection<RepositoryId> repositories, long quota) {
        database.batch(
                "INSERT INTO quota_repository (repository_id, quota_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                repositories.stream()
                        .map(repository -> new Object[] {repository.value(), quota})
                        .toList());
    }

    /** Counts all blobs that repositories or their trash have. */
    void addAllOf(Collection<RepositoryId> repositories, long quota) {
        if (!repositories.isEmpty()) {
            database.sql()
                    .sql("""
                        INSERT INTO quota_blob (quota_id, digest, size)
                        SELECT :quota, b.digest, b.size FROM blob b WHERE b.digest IN (
                            SELECT digest FROM repository_blob WHERE repository_id IN (:repositories)
                            UNION
                            SELECT blob_digest FROM trash_blob WHERE repository_id IN (:repositories))
                        ON CONFLICT DO NOTHING
                        """)
                    .param("quota", quota)
                    .param(
                            "repositories",
                            repositories.stream().map(RepositoryId::value).toList())
                    .update();
        }
    }

    boolean has(long quota, Digest digest) {
        return isThere(quota, digest, "");
    }

    private boolean isThere(long quota, Digest digest, String lock) {
        return database.sql()
                .sql("SELECT 1 FROM quota_blob WHERE quota_id = ? AND digest = ?" + lock)
                .params(quota, digest.toString())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /**
     * Counts a blob that a repository has got, and keeps others from taking it away until this transaction has ended.
     *
     * @return its bytes; 0 if the quota counts it already
     */
    long add(long quota, Digest digest) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (isThere(quota, digest, database.forKeyShare())) {
                return 0;
            }
            OptionalLong size = insert(quota, digest);
            if (size.isPresent()) {
                return size.getAsLong();
            }
        }
        throw new PessimisticLockingFailureException("others add and take away " + digest + " all the time");
    }

    /** Empty if another transaction was faster. */
    private OptionalLong insert(long quota, Digest digest) {
        return database.sql()
                .sql("""
                    INSERT INTO quota_blob (quota_id, digest, size) SELECT ?, digest, size FROM blob WHERE digest = ?
                    ON CONFLICT DO NOTHING RETURNING size
                    """)
                .params(quota, digest.toString())
                .query(Long.class)
                .optional()
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /**
     * Counts a blob no longer, unless another repository of the quota has it, or its trash. The blob must be locked.
     *
     * @return its bytes; 0 if it counts on, or did not
     */
    long remove(long quota, Digest digest) {
        if (!isThere(quota, digest, database.forUpdate())) {
            return 0;
        }
        return database.sql()
                .sql("""
                    DELETE FROM quota_blob WHERE quota_id = ? AND digest = ?
                    AND NOT EXISTS (SELECT 1 FROM repository_blob l JOIN quota_repository m
                                    ON m.repository_id = l.repository_id
                                    WHERE l.digest = quota_blob.digest AND m.quota_id = quota_blob.quota_id)
                    AND NOT EXISTS (SELECT 1 FROM trash_blob t JOIN quota_repository m
                                    ON m.repository_id = t.repository_id
                                    WHERE t.blob_digest = quota_blob.digest AND m.quota_id = quota_blob.quota_id)
                    RETURNING size
                    """)
                .params(quota, digest.toString())
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /**
     * Counts a repository that has got a manifest, and keeps others from taking that back until this transaction has ended.
     *
     * @param quotas all quotas of the repository
     * @return those that did not count it before
     */
    List<Long> countRepository(RepositoryId repository, List<Long> quotas) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Long> counting = database.sql()
                    .sql("SELECT quota_id FROM quota_repository WHERE repository_id = ? AND counted = 1"
                            + database.forKeyShare())
                    .param(repository.value())
                    .query((row, n) -> row.getLong(1))
                    .list();
            if (counting.containsAll(quotas)) {
                return List.of();
            }
            List<Long> counted = setCounted(repository, true);
            if (!counted.isEmpty()) {
                return counted;
            }
        }
        throw new PessimisticLockingFailureException("others fill and empty the repository all the time");
    }

    private List<Long> setCounted(RepositoryId repository, boolean counted) {
        return database.sql()
                .sql(
                        "UPDATE quota_repository SET counted = ? WHERE repository_id = ? AND counted = ? RETURNING quota_id")
                .params(counted ? 1 : 0, repository.value(), counted ? 0 : 1)
                .query((row, n) -> row.getLong(1))
                .list();
    }

    /** Counts a repository no longer if it has lost its last manifest. @return the quotas that did so before */
    List<Long> uncountIfEmpty(RepositoryId repository) {
        var _ = database.sql()
                .sql("SELECT quota_id FROM quota_repository WHERE repository_id = ? ORDER BY quota_id"
                        + database.forUpdate())
                .param(repository.value())
                .query((row, n) -> row.getLong(1))
                .list();
        boolean empty = database.sql()
                .sql("SELECT digest FROM manifest WHERE repository_id = ? LIMIT 1")
                .param(repository.value())
                .query(String.class)
                .optional()
                .isEmpty();
        return empty ? setCounted(repository, false) : List.of();
    }
}
