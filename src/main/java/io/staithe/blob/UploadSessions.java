package io.staithe.blob;

import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import io.staithe.database.Database;
import io.staithe.metadata.Blobs;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.OverQuotaException;
import io.staithe.metadata.QuotaLedger;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.StoredBlob;
import io.staithe.metadata.Uploads;
import io.staithe.metadata.Uploads.Upload;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.UploadId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The rows of upload sessions, one transaction a step. */
final class UploadSessions {

    private final Database database;
    private final Repositories repositories;
    private final Uploads uploads;
    private final Blobs blobs;
    private final Reviews reviews;
    private final Garbage garbage;
    private final QuotaLedger quotas;
    private final PushedAgain pushedAgain;
    private final Duration expiry;
    private final RandomGenerator random;

    UploadSessions(
            Database database,
            Repositories repositories,
            Uploads uploads,
            Blobs blobs,
            Reviews reviews,
            Garbage garbage,
            QuotaLedger quotas,
            PushedAgain pushedAgain,
            Duration expiry,
            RandomGenerator random) {
        this.database = database;
        this.repositories = repositories;
        this.uploads = uploads;
        this.blobs = blobs;
        this.reviews = reviews;
        this.garbage = garbage;
        this.quotas = quotas;
        this.pushedAgain = pushedAgain;
        this.expiry = expiry;
        this.random = random;
    }

    Upload start(RepositoryName repository, Algorithm algorithm, String owner) {
        UploadId id = UploadId.random(random);
        StorageKey key = StorageKey.random(random);
        return database.write(() -> {
            Upload upload = new Upload(id, repositories.findOrCreate(repository), key, algorithm, null, null);
            if (quotas.isUsed()) {
                quotas.requireRoom(upload.repository(), 1);
            }
            uploads.insert(upload, owner, expiry);
            return upload;
        });
    }

    void requireOwner(UploadId id, Predicate<String> mayTouch) {
        if (uploads.owner(id).filter(mayTouch.negate()).isPresent()) {
            throw unknown();
        }
    }

    Upload get(RepositoryName repository, UploadId id) {
        return find(repository, id).orElseThrow(UploadSessions::unknown);
    }

    Upload getToWrite(RepositoryName repository, UploadId id) {
        return findToWrite(repository, id).orElseThrow(UploadSessions::unknown);
    }

    Optional<Upload> find(RepositoryName repository, UploadId id) {
        return uploads.find(repository, id);
    }

    /**
     * A session as it is for whoever is going to write to it. The end of an earlier request may be under way in the database
     * though its node has given up waiting: then this waits too, since its bytes must not be written over.
     */
    Optional<Upload> findToWrite(RepositoryName repository, UploadId id) {
        if (!database.isShared()) {
            return find(repository, id);
        }
        return database.write(() -> {
            uploads.lock(id);
            return find(repository, id);
        });
    }

    /**
     * Whether the repository has the blob, in good state. Who is told so refers to it minutes later, so its grace is
     * renewed; where there is no review, it is needed, or the collector has taken it just now.
     */
    boolean hasFinished(RepositoryName repository, Digest digest) {
        return database.write(() -> {
            Optional<StoredBlob> blob = blobs.find(repository, digest).filter(StoredBlob::isSound);
            if (blob.isEmpty() || reviews.renew(Reviews.Kind.BLOB, blob.get().repository(), digest)) {
                return blob.isPresent();
            }
            return blobs.find(repository, digest).isPresent();
        });
    }

    /** For one request that brings bytes. */
    SessionKeepAlive keepAlive(Upload upload) {
        return new SessionKeepAlive(() -> database.write(() -> uploads.renew(upload.id(), expiry)), expiry);
    }

    /** @return false if another node has moved or ended the session since it was read */
    boolean advance(Upload upload, WriteState state, @Nullable Digest digestSoFar) {
        return database.write(() -> uploads.advance(upload, state, digestSoFar, expiry));
    }

    /**
     * Takes room in the quotas for what a request announces, before any of it is read.
     *
     * @param announced bytes; -1 if the client did not say
     * @param digest of the blob, if it is known: one that counts already takes no room
     * @return what the request may send
     * @throws OverQuotaException if there is no room
     */
    Allowance allow(Upload upload, long announced, Optional<Digest> digest) {
        RepositoryId repository = upload.repository();
        if (!quotas.isUsed()
                || !quotas.counts(repository)
                || digest.filter(known -> quotas.has(repository, known)).isPresent()) {
            return Allowance.UNLIMITED;
        }
        if (announced < 0) {
            return new Allowance(bytes -> quotas.requireRoom(repository, bytes));
        }
        if (announced > 0) {
            database.write(() -> uploads.reserve(upload, upload.size() + announced));
        }
        return Allowance.UNLIMITED;
    }

    /** Takes no more room than the session has bytes, after a request that failed. */
    void giveRoomBack(Upload upload) {
        if (quotas.isUsed() && quotas.counts(upload.repository())) {
            database.write(() -> uploads.reserve(upload, 0));
        }
    }

    /**
     * Makes the upload a blob.
     *
     * @param stored bytes that have the digest
     * @param damage of what the registry has under this digest so far
     * @return false if another node has moved or ended the session since it was read
     */
    boolean finish(Upload upload, Digest digest, Stored stored, Optional<DamagedBytes> damage) {
        StorageKey key = stored.committed().key();
        return database.write(() -> {
            if (!uploads.delete(upload)) {
                return false;
            }
            if (!blobs.insert(digest, stored.size(), key)) {
                pushedAgain.settle(digest, key, stored.size(), damage);
            }
            stored.committed().superfluous().forEach(other -> garbage.add(other, 0));
            reviews.schedule(Reviews.Kind.BLOB, upload.repository(), digest);
            blobs.link(upload.repository(), digest);
            return true;
        });
    }

    /**
     * Ends a session that nobody writes to.
     *
     * @return false if another node has moved or ended the session since it was read
     */
    boolean discard(Upload upload) {
        return database.write(() -> {
            boolean there = uploads.delete(upload);
            if (there) {
                garbage.addUnfinished(upload);
            }
            return there;
        });
    }

    /** Ends a session that somebody writes to: its bytes stay until that writer must have noticed. */
    void discardUnderWriter(Upload upload) {
        boolean ended = database.write(() -> {
            boolean there = uploads.end(upload.id());
            if (there) {
                garbage.addUnfinishedAfterDelay(upload);
            }
            return there;
        });
        if (!ended) {
            throw unknown();
        }
    }

    private static RegistryException unknown() {
        return new RegistryException(
                ErrorCode.BLOB_UPLOAD_UNKNOWN,
                "there is no such upload: it was finished, cancelled or has expired, or it belongs to another"
                        + " repository");
    }
}
