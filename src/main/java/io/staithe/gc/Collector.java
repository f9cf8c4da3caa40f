package io.staithe.gc;

import io.staithe.database.Database;
import io.staithe.metadata.Blobs;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.Manifests;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.Reviews.Review;
import io.staithe.metadata.Trash;
import io.staithe.oci.Digest;

/**
 * Decides one review in one transaction. Only edges count that are there once the row which they lead to is locked: who
 * adds an edge later finds the row gone and begins again. What is still needed loses its review, since whoever removes the
 * last edge asks for a new one. Thread-safe.
 */
final class Collector {

    private final Database database;
    private final Repositories repositories;
    private final Manifests manifests;
    private final Blobs blobs;
    private final Reviews reviews;
    private final Garbage garbage;
    private final Trash trash;
    private final boolean deletesUntagged;

    Collector(
            Database database,
            Repositories repositories,
            Manifests manifests,
            Blobs blobs,
            Reviews reviews,
            Garbage garbage,
            Trash trash,
            boolean deletesUntagged) {
        this.database = database;
        this.repositories = repositories;
        this.manifests = manifests;
        this.blobs = blobs;
        this.reviews = reviews;
        this.garbage = garbage;
        this.trash = trash;
        this.deletesUntagged = deletesUntagged;
    }

    /** What came of a review. */
    enum Outcome {
        /** Another collector took it, or somebody asked for more time. */
        PASSED_BY,
        /** It is needed, or was gone already. */
        KEPT,
        /** The repository no longer has it; another one has, or the trash. */
        UNLINKED,
        /** It is gone. */
        DELETED
    }

    Outcome decide(Review review) {
        return database.write(() -> switch (review.kind()) {
            case BLOB -> decideBlob(review);
            case MANIFEST -> decideManifest(review);
        });
    }

    private Outcome decideBlob(Review review) {
        if (!reviews.take(review)) {
            return Outcome.PASSED_BY;
        }
        RepositoryId repository = review.repository();
        Digest digest = review.digest();
        boolean unneeded = blobs.lockLink(repository, digest)
                && blobs.referringManifest(repository, digest).isEmpty();
        if (!unneeded) {
            return Outcome.KEPT;
        }
        blobs.unlink(repository, digest);
        blobs.lock(digest);
        return blobs.deleteUnlinked(repository, digest)
                .map(bytes -> {
                    garbage.addAfterDelay(bytes.key(), bytes.size());
                    return Outcome.DELETED;
                })
                .orElse(Outcome.UNLINKED);
    }

    /** A push by digest takes the lock first and the review then, and so does this. */
    private Outcome decideManifest(Review review) {
        RepositoryId repository = review.repository();
        Digest digest = review.digest();
        repositories.lock(repository, digest);
        if (!reviews.take(review)) {
            return Outcome.PASSED_BY;
        }
        boolean unneeded =
                deletesUntagged && manifests.lock(repository, digest) && !manifests.isNamed(repository, digest);
        if (!unneeded) {
            return Outcome.KEPT;
        }
        trash.put(repository, digest, ReviewCollection.NAME);
        reviews.scheduleReferencesOf(repository, digest);
        manifests.delete(repository, digest);
        return Outcome.DELETED;
    }
}
