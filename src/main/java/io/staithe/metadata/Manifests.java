package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import io.staithe.oci.Manifest;
import io.staithe.oci.RepositoryName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The tables {@code manifest}, {@code manifest_blob} and {@code manifest_child}. */
public final class Manifests {

    private final Database database;
    private final ManifestHeads heads;
    private final QuotaLedger ledger;

    Manifests(Database database, ManifestHeads heads, QuotaLedger ledger) {
        this.database = database;
        this.heads = heads;
        this.ledger = ledger;
    }

    /** One statement, or none if the rows are in memory. */
    public Optional<ManifestHead> find(RepositoryName repository, Digest digest) {
        return heads.find(repository, digest);
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
            replaceDamaged(repository, digest, content);
            setMediaType(repository, digest, manifest.mediaType());
        }
    }

    private void replaceDamaged(RepositoryId repository, Digest digest, byte[] content) {
        database.sql()
                .sql("""
                    UPDATE manifest SET content = ?, size = ?, damage_seen = NULL, damaged_at = NULL
                    WHERE repository_id = ? AND digest = ? AND (content <> ? OR damaged_at IS NOT NULL)
                    """)
                .params(content, content.length, repository.value(), digest.toString(), content)
                .update();
    }

    private void setMediaType(RepositoryId repository, Digest digest, String mediaType) {
        database.sql()
                .sql("UPDATE manifest SET media_type = ? WHERE repository_id = ? AND digest = ? AND media_type <> ?")
                .params(mediaType, repository.value(), digest.toString(), mediaType)
                .update();
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
}
