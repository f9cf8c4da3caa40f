package io.staithe.blob;

import io.staithe.blob.UploadLeases.Lease;
import io.staithe.blob.UploadResult.Appended;
import io.staithe.blob.UploadResult.Finished;
import io.staithe.blob.UploadResult.OutOfOrder;
import io.staithe.metadata.Uploads.Upload;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.UploadId;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Upload sessions: distribution specification, section "Pushing blobs". A session that is unknown, expired or of another
 * repository is refused with {@code BLOB_UPLOAD_UNKNOWN}. Thread-safe.
 */
public final class BlobUploads {

    private final UploadSessions sessions;
    private final UploadBytes bytes;
    private final UploadLeases leases = new UploadLeases();

    BlobUploads(UploadSessions sessions, UploadBytes bytes) {
        this.sessions = sessions;
        this.bytes = bytes;
    }

    /**
     * Opens a session.
     *
     * @param algorithm what the closing digest will probably be made with
     * @param owner who may go on with it
     */
    public UploadId start(RepositoryName repository, Algorithm algorithm, String owner) {
        return sessions.start(repository, algorithm, owner).id();
    }

    /**
     * A session that is another one's does not exist.
     *
     * @param mayTouch whether the client may go on with what this owner began
     */
    public void requireOwner(UploadId id, Predicate<String> mayTouch) {
        sessions.requireOwner(id, mayTouch);
    }

    /** Bytes that a session has. */
    public long size(RepositoryName repository, UploadId id) {
        return sessions.get(repository, id).size();
    }

    /**
     * Appends to a session. If the client's connection is cut, the bytes before the cut are kept.
     *
     * @throws BodyCutException if the client did not send the whole body
     */
    public UploadResult append(RepositoryName repository, UploadId id, UploadBody body) throws IOException {
        Optional<Lease> lease = leases.tryAcquire(id);
        if (lease.isEmpty()) {
            return new OutOfOrder(sessions.get(repository, id).size());
        }
        try (Lease _ = lease.get()) {
            Upload upload = sessions.getToWrite(repository, id);
            if (!follows(body, upload)) {
                return new OutOfOrder(upload.size());
            }
            OptionalLong size = bytes.append(upload, body);
            return size.isPresent()
                    ? new Appended(size.getAsLong())
                    : new OutOfOrder(sessions.get(repository, id).size());
        }
    }

    /**
     * Appends the last bytes, if there are any, and makes the blob one of the repository's if it has the digest.
     *
     * <p>A client whose answer was lost sends its last request again, perhaps to another node. If the session has ended and
     * the repository has the blob, what it asks for is done.
     *
     * @throws BodyCutException if the client did not send the whole body; the session stays
     * @throws RegistryException {@code DIGEST_INVALID} if the bytes have another digest; the session ends
     */
    public UploadResult finish(RepositoryName repository, UploadId id, Digest digest, UploadBody body)
            throws IOException {
        Algorithm algorithm = digest.verifiableBy();
        Optional<Lease> lease = leases.tryAcquire(id);
        if (lease.isEmpty()) {
            return new OutOfOrder(sessions.get(repository, id).size());
        }
        try (Lease _ = lease.get()) {
            Optional<Upload> upload = sessions.findToWrite(repository, id);
            if (upload.isEmpty()) {
                BodyTransfer.skip(body);
                return finishedBefore(repository, id, digest);
            }
            if (!follows(body, upload.get())) {
                return new OutOfOrder(upload.get().size());
            }
            return bytes.finish(upload.get(), digest, algorithm, body)
                    ? new Finished(digest)
                    : finishedBefore(repository, id, digest);
        }
    }

    private UploadResult finishedBefore(RepositoryName repository, UploadId id, Digest digest) {
        return sessions.hasFinished(repository, digest)
                ? new Finished(digest)
                : new OutOfOrder(sessions.get(repository, id).size());
    }

    /** Ends a session and drops its bytes; a request that is at it finds the session gone when it is done. */
    public void cancel(RepositoryName repository, UploadId id) {
        Upload upload = sessions.get(repository, id);
        Optional<Lease> lease = leases.tryAcquire(id);
        if (lease.isEmpty()) {
            sessions.discardUnderWriter(upload);
            return;
        }
        try (Lease _ = lease.get()) {
            if (!sessions.discard(upload)) {
                sessions.discardUnderWriter(upload);
            }
        }
    }

    private static boolean follows(UploadBody body, Upload upload) {
        return body.range().isEmpty() || body.range().get().start() == upload.size();
    }
}
