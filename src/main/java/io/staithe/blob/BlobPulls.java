package io.staithe.blob;

import io.staithe.blobstore.BlobContent;
import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BytesLostException;
import io.staithe.database.Database;
import io.staithe.metadata.Blobs;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.StoredBlob;
import io.staithe.metadata.Verifications;
import io.staithe.oci.DamagedContentException;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Finds and opens the blobs of a repository. Thread-safe. */
public final class BlobPulls {

    private static final Logger log = LoggerFactory.getLogger(BlobPulls.class);

    /** A review that is taken and made again in each of so many moments is no reason to wait longer. */
    private static final int ATTEMPTS = 3;

    private static final Duration OFTEN = Duration.ofSeconds(1);

    private final Database database;
    private final Repositories repositories;
    private final Blobs blobs;
    private final Reviews reviews;
    private final Verifications verifications;
    private final BlobStore store;
    private final AtomicLong suspectedAt = new AtomicLong(System.nanoTime() - OFTEN.toNanos());

    BlobPulls(
            Database database,
            Repositories repositories,
            Blobs blobs,
            Reviews reviews,
            Verifications verifications,
            BlobStore store) {
        this.database = database;
        this.repositories = repositories;
        this.blobs = blobs;
        this.reviews = reviews;
        this.verifications = verifications;
        this.store = store;
    }

    /**
     * A client that finds a blob skips its upload and refers to it minutes later, so the find renews its grace.
     *
     * @throws RegistryException {@code BLOB_UNKNOWN} or {@code NAME_UNKNOWN} if the repository does not hold it
     */
    public FoundBlob find(RepositoryName repository, Digest digest) {
        StoredBlob blob = stored(repository, digest);
        for (int attempt = 1; attempt <= ATTEMPTS && blob.dueSoon() && !renewGrace(blob); attempt++) {
            blob = stored(repository, digest);
        }
        return new FoundBlob(blob);
    }

    private StoredBlob stored(RepositoryName repository, Digest digest) {
        return blobs.find(repository, digest).orElseThrow(() -> unknown(repository, digest));
    }

    /**
     * A client that asks whether a blob is there pushes it if it is not. So one whose bytes are damaged is not there.
     *
     * @throws RegistryException {@code BLOB_UNKNOWN} or {@code NAME_UNKNOWN} if the repository does not hold it in good state
     */
    public FoundBlob findSound(RepositoryName repository, Digest digest) {
        FoundBlob found = find(repository, digest);
        if (!found.stored().isSound()) {
            throw new RegistryException(
                    ErrorCode.BLOB_UNKNOWN, "the bytes of the blob " + digest + " are damaged: push it again");
        }
        return found;
    }

    /**
     * @throws DamagedContentException if the bytes are known to be missing or not those of the digest
     * @throws BytesLostException if the bytes are gone or not all there, see {@link BlobStore#open}
     */
    public BlobContent open(FoundBlob found) throws IOException {
        StoredBlob blob = found.stored();
        if (!blob.isSound()) {
            throw new DamagedContentException("blob " + blob.digest() + " is quarantined: "
                    + blob.damage().get());
        }
        try {
            return store.open(blob.key(), blob.size());
        } catch (BytesLostException e) {
            throw new BytesLostException("blob " + blob.digest() + ": " + e.getMessage());
        }
    }

    /**
     * Somebody who reads a blob found its bytes lost: they are looked at soon. One in a second is enough, since a store
     * that is not there loses all at once.
     */
    public void suspect(FoundBlob found) {
        long last = suspectedAt.get();
        long now = System.nanoTime();
        if (now - last < OFTEN.toNanos() || !suspectedAt.compareAndSet(last, now)) {
            return;
        }
        try {
            database.write(() -> verifications.suspect(found.digest(), found.size()));
        } catch (DataAccessException e) {
            log.warn("Nobody will look at the bytes of blob {} soon: {}", found.digest(), e.getMessage());
        }
    }

    /**
     * Asked for only when half of the grace has passed, so that a busy blob does not cost a write for each pull. A database
     * that has no room is no reason to refuse a pull.
     *
     * @return false if the collector has taken the review since: the blob may be gone
     */
    private boolean renewGrace(StoredBlob blob) {
        try {
            return database.write(() -> reviews.renew(Reviews.Kind.BLOB, blob.repository(), blob.digest()));
        } catch (DataAccessException e) {
            log.warn("The grace of blob {} could not be renewed: {}", blob.digest(), e.getMessage());
            return true;
        }
    }

    private RegistryException unknown(RepositoryName repository, Digest digest) {
        repositories.require(repository);
        return new RegistryException(ErrorCode.BLOB_UNKNOWN, repository + " has no blob " + digest);
    }
}
