package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import io.staithe.oci.Referrer;
import io.staithe.oci.RepositoryName;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Manifests by their subject, read from the table {@code manifest}. */
public final class StoredReferrers {

    /** Referrers are read some at a time, so that a page of long annotations is never in memory as a whole. */
    private static final int CHUNK = 200;

    /** Bytes; longer annotations are read one by one. */
    private static final int CHUNKED_ANNOTATIONS = 16 << 10;

    private final Database database;

    StoredReferrers(Database database) {
        this.database = database;
    }

    /**
     * Visits manifests whose subject is the digest, in the order of their digests, until the visitor says that it has
     * enough.
     *
     * @param artifactTypes only these; empty for all
     * @param after digests up to and including this one are left out; empty for the first page
     */
    public void visit(
            RepositoryName repository,
            Digest subject,
            List<String> artifactTypes,
            String after,
            int limit,
            Predicate<Referrer> wantsMore) {
        String from = after;
        int left = limit;
        boolean more = true;
        while (more && left > 0) {
            int size = Math.min(left, CHUNK);
            List<Found> chunk = read(repository, subject, artifactTypes, from, size);
            for (Found referrer : chunk) {
                more = more && wantsMore.test(complete(referrer));
                from = referrer.digest().toString();
            }
            left -= size;
            more = more && chunk.size() == size;
        }
    }

    /** @param annotations null if they are too long to be read with many others */
    private record Found(
            RepositoryId repository,
            Digest digest,
            String mediaType,
            @Nullable String artifactType,
            @Nullable String annotations,
            long size) {}

    private Referrer complete(Found found) {
        return new Referrer(
                found.digest(),
                found.mediaType(),
                Optional.ofNullable(found.artifactType()),
                found.annotations() == null ? annotations(found) : found.annotations(),
                found.size());
    }

    private String annotations(Found found) {
        return database.sql()
                .sql("SELECT annotations FROM manifest WHERE repository_id = ? AND digest = ?")
                .params(found.repository().value(), found.digest().toString())
                .query(String.class)
                .optional()
                .orElse("{}");
    }

    private List<Found> read(
            RepositoryName repository, Digest subject, List<String> artifactTypes, String after, int limit) {
        String filter = artifactTypes.isEmpty() ? "" : "AND m.artifact_type IN (:types)";
        return database.sql()
                .sql("""
                    SELECT r.id, m.digest, m.media_type, m.artifact_type,
                           CASE WHEN octet_length(m.annotations) <= :most THEN m.annotations END, m.size
                    FROM repository r JOIN manifest m ON m.repository_id = r.id
                    WHERE r.name = :name AND m.subject_digest = :subject AND m.digest > :after %s
                    ORDER BY m.digest LIMIT :limit
                    """.formatted(filter))
                .param("name", repository.value())
                .param("subject", subject.toString())
                .param("after", after)
                .param("types", artifactTypes)
                .param("limit", limit)
                .param("most", CHUNKED_ANNOTATIONS)
                .query((row, n) -> new Found(
                        new RepositoryId(row.getLong(1)),
                        Digest.parse(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6)))
                .list();
    }
}
