package io.staithe.manifest;

import io.staithe.database.Database;
import io.staithe.metadata.Manifests;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.Tags;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Reference;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;

/** Deletes tags, and manifests with their tags. Thread-safe. */
public final class ManifestDeletions {

    private final Database database;
    private final Repositories repositories;
    private final Manifests manifests;
    private final Tags tags;
    private final Reviews reviews;

    ManifestDeletions(Database database, Repositories repositories, Manifests manifests, Tags tags, Reviews reviews) {
        this.database = database;
        this.repositories = repositories;
        this.manifests = manifests;
        this.tags = tags;
        this.reviews = reviews;
    }

    /**
     * A tag goes alone and its manifest stays; a digest goes with all its tags, its children stay.
     *
     * @throws RegistryException {@code MANIFEST_UNKNOWN} or {@code NAME_UNKNOWN} if there is nothing to delete
     */
    public void delete(RepositoryName name, Reference reference) {
        database.write(() -> {
            RepositoryId repository = repositories
                    .find(name)
                    .orElseThrow(() -> new RegistryException(ErrorCode.NAME_UNKNOWN, "there is no repository " + name));
            boolean deleted = switch (reference) {
                case Tag tag -> deleteTag(repository, tag);
                case Digest digest -> deleteManifest(repository, digest);
            };
            if (!deleted) {
                throw new RegistryException(
                        ErrorCode.MANIFEST_UNKNOWN, name + " has no manifest " + reference + " to delete");
            }
            return null;
        });
    }

    private boolean deleteTag(RepositoryId repository, Tag tag) {
        return tags.delete(repository, tag)
                .map(digest -> {
                    reviews.schedule(Reviews.Kind.MANIFEST, repository, digest);
                    return true;
                })
                .orElse(false);
    }

    private boolean deleteManifest(RepositoryId repository, Digest digest) {
        repositories.lock(repository, digest);
        tags.deleteAllOf(repository, digest);
        reviews.scheduleReferencesOf(repository, digest);
        return manifests.delete(repository, digest);
    }
}
