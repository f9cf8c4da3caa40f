package io.staithe.manifest;

import io.staithe.database.Database;
import io.staithe.metadata.Manifests;
import io.staithe.metadata.Pins;
import io.staithe.metadata.Pins.Pin;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.TagHistory.Action;
import io.staithe.metadata.TagHistory.Cause;
import io.staithe.metadata.Tags;
import io.staithe.metadata.Trash;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Reference;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import java.util.List;

/** Deletes tags, and manifests with their tags. Thread-safe. */
public final class ManifestDeletions {

    private static final int BATCH = 100;

    private final Database database;
    private final Repositories repositories;
    private final Manifests manifests;
    private final Tags tags;
    private final Reviews reviews;
    private final Trash trash;
    private final Pins pins;

    ManifestDeletions(
            Database database,
            Repositories repositories,
            Manifests manifests,
            Tags tags,
            Reviews reviews,
            Trash trash,
            Pins pins) {
        this.database = database;
        this.repositories = repositories;
        this.manifests = manifests;
        this.tags = tags;
        this.reviews = reviews;
        this.trash = trash;
        this.pins = pins;
    }

    /**
     * A tag goes alone and its manifest stays; a digest goes with all its tags, its children stay.
     *
     * @param by the subject or address that deletes
     * @throws RegistryException {@code MANIFEST_UNKNOWN} or {@code NAME_UNKNOWN} if there is nothing to delete;
     *     {@code DENIED} if it is pinned
     */
    public void delete(RepositoryName name, Reference reference, String by) {
        database.write(() -> {
            RepositoryId repository = repositories.require(name);
            boolean deleted = switch (reference) {
                case Tag tag -> deleteTag(repository, tag, by);
                case Digest digest -> deleteManifest(repository, digest, by);
            };
            if (!deleted) {
                throw new RegistryException(
                        ErrorCode.MANIFEST_UNKNOWN, name + " has no manifest " + reference + " to delete");
            }
        });
    }

    /**
     * Deletes all manifests of a repository with their tags, one transaction each; blobs that nothing names follow after
     * the grace. What was deleted stays so if it is interrupted.
     *
     * @param by the subject or address that deletes
     * @return how many manifests there were
     * @throws RegistryException {@code DENIED} if something in it is pinned
     */
    public int deleteAll(RepositoryName name, String by) {
        RepositoryId repository = repositories.require(name);
        pins.page(name, "", 1).forEach(ManifestDeletions::refuse);
        int deleted = 0;
        List<Digest> some = manifests.some(repository, BATCH);
        while (!some.isEmpty()) {
            for (Digest digest : some) {
                if (database.write(() -> deleteManifest(repository, digest, by))) {
                    deleted++;
                }
            }
            some = manifests.some(repository, BATCH);
        }
        return deleted;
    }

    /** Deletes a tag, within a transaction. @return false if there is none */
    public boolean deleteTag(RepositoryId repository, Tag tag, String by) {
        boolean deleted = tags.delete(repository, tag, new Cause(Action.DELETE, by))
                .map(digest -> {
                    reviews.schedule(Reviews.Kind.MANIFEST, repository, digest);
                    return true;
                })
                .orElse(false);
        pins.find(repository, tag).ifPresent(ManifestDeletions::refuse);
        return deleted;
    }

    /** Deletes a manifest with its tags, within a transaction. @return false if there is none */
    public boolean deleteManifest(RepositoryId repository, Digest digest, String by) {
        repositories.lock(repository, digest);
        List<Tag> deleted = tags.deleteAllOf(repository, digest, by);
        pins.find(repository, digest).ifPresent(ManifestDeletions::refuse);
        pins.any(repository, deleted).ifPresent(ManifestDeletions::refuse);
        trash.put(repository, digest, by);
        reviews.scheduleReferencesOf(repository, digest);
        return manifests.delete(repository, digest);
    }

    /** A pin locks the row of its tag, so whoever deleted that row sees the pin. */
    private static void refuse(Pin pin) {
        throw new RegistryException(
                ErrorCode.DENIED, pin.reference() + " is " + pin.words() + "; remove the pin to delete it");
    }
}
