package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.RepositoryContent.HeldBlob;
import io.staithe.oci.Digest;
import io.staithe.oci.Manifest;
import io.staithe.oci.RepositoryName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.ConcurrencyFailureException;

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

    /** The key of a manifest's row. */
    public record ManifestId(long value) {}

    /**
     * Of a manifest that the repository has already, only the media type changes: to the one that was pushed last. Bytes that
     * are not those of the digest are replaced.
     */
    public ManifestId insert(RepositoryId repository, Digest digest, Manifest manifest, byte[] content) {
        Optional<ManifestId> inserted = insertNew(repository, digest, manifest, content);
        if (inserted.isPresent()) {
            ledger.addedManifest(repository, content.length);
            return inserted.get();
        }
        replaceDamaged(repository, digest, content);
        setMediaType(repository, digest, manifest.mediaType());
        return id(repository, digest)
                .orElseThrow(() -> new ConcurrencyFailureException("the manifest was deleted while it was pushed"));
    }

    private Optional<ManifestId> insertNew(RepositoryId repository, Digest digest, Manifest manifest, byte[] content) {
        return database.sql()
                .sql("""
                    INSERT INTO manifest (repository_id, digest, media_type, artifact_type, subject_digest,
                                          annotations, size, content, created_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, staithe_now())
                    ON CONFLICT (repository_id, digest) DO NOTHING
                    RETURNING id
                    """)
                .param(repository.value())
                .param(digest.toString())
                .param(manifest.mediaType())
                .param(manifest.artifactType().orElse(null))
                .param(Rows.text(manifest.subject().orElse(null)))
                .param(manifest.annotations())
                .param(content.length)
                .param(content)
                .query((row, n) -> new ManifestId(row.getLong(1)))
                .optional();
    }

    private Optional<ManifestId> id(RepositoryId repository, Digest digest) {
        return database.sql()
                .sql("SELECT id FROM manifest WHERE repository_id = ? AND digest = ?")
                .params(repository.value(), digest.toString())
                .query((row, n) -> new ManifestId(row.getLong(1)))
                .optional();
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
    public void insertBlobs(ManifestId manifest, Collection<HeldBlob> blobs) {
        database.batch(
                "INSERT INTO manifest_blob (manifest_id, repository_blob_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                blobs.stream()
                        .map(blob -> new Object[] {manifest.value(), blob.id()})
                        .toList());
    }

    public void insertChildren(RepositoryId repository, Digest parent, Collection<String> children) {
        database.batch(
                """
                INSERT INTO manifest_child (repository_id, parent, child) VALUES (?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
                children.stream()
                        .map(child -> new Object[] {repository.value(), parent.toString(), child})
                        .toList());
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
