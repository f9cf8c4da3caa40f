package io.staithe.blob;

import io.staithe.database.Database;
import io.staithe.metadata.Blobs;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.StoredBlob;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import java.util.Optional;
import java.util.function.Predicate;

/** Puts blobs that are there into further repositories, and takes them out. Thread-safe. */
public final class BlobLinks {

    private final Database database;
    private final Repositories repositories;
    private final Blobs blobs;
    private final Reviews reviews;
    private final Garbage garbage;

    BlobLinks(Database database, Repositories repositories, Blobs blobs, Reviews reviews, Garbage garbage) {
        this.database = database;
        this.repositories = repositories;
        this.blobs = blobs;
        this.reviews = reviews;
        this.garbage = garbage;
    }

    /** What came of a request to delete a blob. */
    public sealed interface Deletion {
        /** The repository no longer has it. */
        record Deleted() implements Deletion {}

        /** The manifest refers to it, so it stays. */
        record Referenced(Digest manifest) implements Deletion {}

        /** The repository did not have it. */
        record Unknown() implements Deletion {}
    }

    /**
     * Mounts a blob, distribution specification, section "Mounting a blob from another repository".
     *
     * @param source where to look for it; empty to look everywhere
     * @param readable whether a repository may be looked at, where none is named
     * @return false if it is not there, or its bytes are damaged
     */
    public boolean mount(
            RepositoryName target, Digest digest, Optional<RepositoryName> source, Predicate<RepositoryName> readable) {
        return database.write(() -> {
            boolean there = source.map(name ->
                            blobs.find(name, digest).filter(StoredBlob::isSound).isPresent())
                    .orElseGet(() -> blobs.isInAny(digest, readable));
            if (there) {
                RepositoryId repository = repositories.findOrCreate(target);
                reviews.schedule(Reviews.Kind.BLOB, repository, digest);
                blobs.link(repository, digest);
            }
            return there;
        });
    }

    /** Takes a blob that no manifest refers to out of the repository. */
    public Deletion delete(RepositoryName name, Digest digest) {
        return database.write(() -> repositories
                .find(name)
                .map(repository -> delete(repository, digest))
                .orElseGet(Deletion.Unknown::new));
    }

    private Deletion delete(RepositoryId repository, Digest digest) {
        Optional<Digest> manifest = blobs.referringManifest(repository, digest);
        if (manifest.isPresent()) {
            return new Deletion.Referenced(manifest.get());
        }
        if (!blobs.lockLink(repository, digest)) {
            return new Deletion.Unknown();
        }
        blobs.unlink(repository, digest);
        blobs.lock(digest);
        blobs.deleteUnlinked(repository, digest).ifPresent(bytes -> garbage.addAfterDelay(bytes.key(), bytes.size()));
        return new Deletion.Deleted();
    }
}
