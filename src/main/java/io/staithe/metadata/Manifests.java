package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import io.staithe.oci.Manifest;
import io.staithe.oci.Referrer;
import io.staithe.oci.RepositoryName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The tables {@code manifest}, {@code manifest_blob} and {@code manifest_child}. */
public final class Manifests {

    /** Keeps the number of statement parameters far below both databases' limits. */
    private static final int LOOKUP_CHUNK = 500;

    /** Referrers are read some at a time, so that a page of long annotations is never in memory as a whole. */
    private static final int REFERRER_CHUNK = 200;

    /** Bytes; longer annotations are read one by one. */
    private static final int CHUNKED_ANNOTATIONS = 16 << 10;

    private final Database database;
    private final Repositories repositories;
    private final QuotaLedger ledger;
    private final Duration grace;
    private final Clock clock;
    private final RowCache<RowKey, ManifestHead> heads;
    private final RowCache<RowKey, Long> reviews;

    /**
     * Has rows of the tables in memory, if it may.
     *
     * @param clock the database's, if it is in this process
     * @param cachedRows that are kept in memory, at most
     */
    Manifests(
            Database database,
            Repositories repositories,
            QuotaLedger ledger,
            Duration grace,
            Clock clock,
            int cachedRows) {
        this.database = database;
        this.repositories = repositories;
        this.ledger = ledger;
        this.grace = grace;
        this.clock = clock;
        List<String> key = List.of("repository_id", "digest");
        this.heads = new RowCache<RowKey, ManifestHead>(database, cachedRows).of("manifest", key, RowKey::of);
        this.reviews = new RowCache<RowKey, Long>(database, cachedRows)
                .of("manifest", key, RowKey::of)
                .of("review", key, RowKey::of);
    }

    /**
     * What a manifest's answer needs beside its bytes.
     *
     * @param dueSoon whether it was asked for by its digest, and so little of its grace is left that whoever relies on it
     *     should renew it
     */
    public record ManifestHead(RepositoryId repository, Digest digest, String mediaType, long size, boolean dueSoon) {}

    /** One statement, or none. */
    public Optional<ManifestHead> find(RepositoryName repository, Digest digest) {
        return heads.isExact()
                ? repositories.find(repository).flatMap(id -> find(id, digest)).flatMap(this::withGrace)
                : read(repository, digest);
    }

    /** Of what went between the two looks there is no review either. */
    private Optional<ManifestHead> withGrace(ManifestHead head) {
        return reviews.get(RowKey.of(head.repository(), head.digest()), () -> readReview(head))
                .map(review -> review < clock.millis() + grace.toMillis() / 2
                        ? new ManifestHead(head.repository(), head.digest(), head.mediaType(), head.size(), true)
                        : head);
    }

    private Optional<Long> readReview(ManifestHead head) {
        return database.sql()
                .sql("""
                    SELECT coalesce(v.review_after, ?) FROM manifest m
                    LEFT JOIN review v
                    ON v.kind = 'manifest' AND v.repository_id = m.repository_id AND v.digest = m.digest
                    WHERE m.repository_id = ? AND m.digest = ?
                    """)
                .params(Reviews.NONE, head.repository().value(), head.digest().toString())
                .query((row, n) -> row.getLong(1))
                .optional();
    }

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
                .query(Manifests::head)
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
                .params(grace.toMillis() / 2, repository.value(), digest.toString())
                .query((row, n) -> head(row, row.getBoolean(5)))
                .optional();
    }

    static ManifestHead head(ResultSet row, int number) throws SQLException {
        return head(row, false);
    }

    private static ManifestHead head(ResultSet row, boolean dueSoon) throws SQLException {
        return new ManifestHead(
                new RepositoryId(row.getLong(1)),
                Digest.parse(row.getString(2)),
                row.getString(3),
                row.getLong(4),
                dueSoon);
    }

    /** The bytes as they were pushed. */
    public Optional<byte[]> content(RepositoryId repository, Digest digest) {
        return database.sql()
                .sql("SELECT content FROM manifest WHERE repository_id = ? AND digest = ?")
                .params(repository.value(), digest.toString())
                .query((row, n) -> row.getBytes(1))
                .optional();
    }

    /** Any manifests of the repository. */
    public List<Digest> some(RepositoryId repository, int limit) {
        return database.sql()
                .sql("SELECT digest FROM manifest WHERE repository_id = ? LIMIT ?")
                .params(repository.value(), limit)
                .query((row, n) -> Digest.parse(row.getString(1)))
                .list();
    }

    /** Those of the digests that are manifests of the repository, and stay so until this transaction has ended. */
    public Set<String> existing(RepositoryId repository, Collection<String> digests) {
        return lookup(
                "SELECT digest FROM manifest WHERE repository_id = :repository AND digest IN (:digests)"
                        + database.forKeyShare(),
                repository,
                digests);
    }

    /** Those of the digests that are blobs of the repository, and of whose bytes nothing bad is known. */
    public Set<String> existingBlobs(RepositoryId repository, Collection<String> digests) {
        return lookup("""
                SELECT l.digest FROM repository_blob l JOIN blob b ON b.digest = l.digest
                WHERE l.repository_id = :repository AND l.digest IN (:digests) AND b.damage IS NULL
                """, repository, digests);
    }

    private Set<String> lookup(String sql, RepositoryId repository, Collection<String> digests) {
        List<String> all = List.copyOf(digests);
        Set<String> found = new HashSet<>();
        for (int from = 0; from < all.size(); from += LOOKUP_CHUNK) {
            List<String> chunk = all.subList(from, Math.min(all.size(), from + LOOKUP_CHUNK));
            found.addAll(database.sql()
                    .sql(sql)
                    .param("repository", repository.value())
                    .param("digests", chunk)
                    .query(String.class)
                    .list());
        }
        return found;
    }

    /**
     * Of a manifest that the repository has already, only the media type changes: to the one that was pushed last. Bytes that
     * are not those of the digest are replaced.
     */
    public void insert(RepositoryId repository, Digest digest, Manifest manifest, byte[] content) {
        int inserted = database.sql()
                .sql("""
                    INSERT INTO manifest (repository_id, digest, media_type, artifact_type, subject_digest,
                                          annotations, size, content, created_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, staithe_now())
                    ON CONFLICT (repository_id, digest) DO NOTHING
                    """)
                .param(repository.value())
                .param(digest.toString())
                .param(manifest.mediaType())
                .param(manifest.artifactType().orElse(null))
                .param(Rows.text(manifest.subject().orElse(null)))
                .param(manifest.annotations())
                .param(content.length)
                .param(content)
                .update();
        if (inserted == 1) {
            ledger.addedManifest(repository, content.length);
        } else {
            database.sql()
                    .sql("""
                        UPDATE manifest SET content = ?, size = ?, damage_seen = NULL, damaged_at = NULL
                        WHERE repository_id = ? AND digest = ? AND (content <> ? OR damaged_at IS NOT NULL)
                        """)
                    .params(content, content.length, repository.value(), digest.toString(), content)
                    .update();
            database.sql()
                    .sql("UPDATE manifest SET media_type = ? WHERE repository_id = ? AND digest = ? AND media_type"
                            + " <> ?")
                    .params(manifest.mediaType(), repository.value(), digest.toString(), manifest.mediaType())
                    .update();
        }
    }

    /** Each blob must be one of the repository's. */
    public void insertBlobs(RepositoryId repository, Digest manifest, Collection<String> blobs) {
        database.batch("""
            INSERT INTO manifest_blob (repository_id, manifest_digest, blob_digest) VALUES (?, ?, ?)
            ON CONFLICT DO NOTHING
            """, edges(repository, manifest, blobs));
    }

    public void insertChildren(RepositoryId repository, Digest parent, Collection<String> children) {
        database.batch("""
            INSERT INTO manifest_child (repository_id, parent, child) VALUES (?, ?, ?)
            ON CONFLICT DO NOTHING
            """, edges(repository, parent, children));
    }

    private static List<Object[]> edges(RepositoryId repository, Digest from, Collection<String> to) {
        return to.stream()
                .map(digest -> new Object[] {repository.value(), from.toString(), digest})
                .toList();
    }

    /**
     * Until this transaction has ended, nothing can begin to name the manifest. It is the next statement that sees what
     * began before.
     *
     * @return false if the repository does not have it
     */
    public boolean lock(RepositoryId repository, Digest digest) {
        return database.sql()
                .sql("SELECT 1 FROM manifest WHERE repository_id = ? AND digest = ?" + database.forUpdate())
                .params(repository.value(), digest.toString())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Whether a tag, an index or a pin names the manifest, or the subject that it has is there. */
    public boolean isNamed(RepositoryId repository, Digest digest) {
        return database.sql()
                .sql("""
                    SELECT EXISTS (SELECT 1 FROM tag WHERE repository_id = :repository AND digest = :digest)
                        OR EXISTS (SELECT 1 FROM manifest_child WHERE repository_id = :repository AND child = :digest)
                        OR EXISTS (SELECT 1 FROM pin WHERE repository_id = :repository AND reference = :digest)
                        OR EXISTS (SELECT 1 FROM manifest m JOIN manifest s
                                   ON s.repository_id = m.repository_id AND s.digest = m.subject_digest
                                   WHERE m.repository_id = :repository AND m.digest = :digest)
                    """)
                .param("repository", repository.value())
                .param("digest", digest.toString())
                .query((row, n) -> row.getBoolean(1))
                .single();
    }

    /** Its tags must have been deleted. @return false if the repository does not have it */
    public boolean delete(RepositoryId repository, Digest digest) {
        Optional<Long> size = database.sql()
                .sql("DELETE FROM manifest WHERE repository_id = ? AND digest = ? RETURNING size")
                .params(repository.value(), digest.toString())
                .query(Long.class)
                .optional();
        size.ifPresent(bytes -> ledger.removedManifest(repository, bytes));
        return size.isPresent();
    }

    /**
     * Visits manifests whose subject is the digest, in the order of their digests, until the visitor says that it has
     * enough.
     *
     * @param artifactTypes only these; empty for all
     * @param after digests up to and including this one are left out; empty for the first page
     */
    public void visitReferrers(
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
            int size = Math.min(left, REFERRER_CHUNK);
            List<FoundReferrer> chunk = referrers(repository, subject, artifactTypes, from, size);
            for (FoundReferrer referrer : chunk) {
                more = more && wantsMore.test(complete(referrer));
                from = referrer.digest().toString();
            }
            left -= size;
            more = more && chunk.size() == size;
        }
    }

    /** @param annotations null if they are too long to be read with many others */
    private record FoundReferrer(
            RepositoryId repository,
            Digest digest,
            String mediaType,
            @Nullable String artifactType,
            @Nullable String annotations,
            long size) {}

    private Referrer complete(FoundReferrer found) {
        String annotations = found.annotations() == null
                ? database.sql()
                        .sql("SELECT annotations FROM manifest WHERE repository_id = ? AND digest = ?")
                        .params(found.repository().value(), found.digest().toString())
                        .query(String.class)
                        .optional()
                        .orElse("{}")
                : found.annotations();
        return new Referrer(
                found.digest(),
                found.mediaType(),
                Optional.ofNullable(found.artifactType()),
                annotations,
                found.size());
    }

    private List<FoundReferrer> referrers(
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
                .query((row, n) -> new FoundReferrer(
                        new RepositoryId(row.getLong(1)),
                        Digest.parse(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6)))
                .list();
    }
}
