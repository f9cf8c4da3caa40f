package io.staithe.blob;

import io.staithe.blob.UploadLeases.Lease;
import io.staithe.blob.UploadResult.Appended;
import io.staithe.blob.UploadResult.Finished;
import io.staithe.blob.UploadResult.OutOfOrder;
import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.BlobWriter.Committed;
import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.SlowWriterException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import io.staithe.metadata.OverQuotaException;
import io.staithe.metadata.Uploads.Upload;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.UploadId;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Upload sessions: distribution specification, section "Pushing blobs". A session that is unknown, expired or of another
 * repository is refused with {@code BLOB_UPLOAD_UNKNOWN}. Thread-safe.
 */
public final class BlobUploads {

    private static final Logger log = LoggerFactory.getLogger(BlobUploads.class);

    /** Slow clients may hold all of it at once, and connections take most of a small heap. */
    private static final int MOST_OF_HEAP = 8;

    private final BlobStore store;
    private final UploadSessions sessions;
    private final BodyTransfer transfer;
    private final RunningHashes hashes;
    private final UploadLeases leases = new UploadLeases();

    BlobUploads(BlobStore store, UploadSessions sessions, UploadProperties properties) {
        this.store = store;
        this.sessions = sessions;
        this.transfer = new BodyTransfer(new UploadBuffers(
                (int) properties.bufferSize().toBytes(),
                Math.min(
                        properties.bufferMemory().toBytes(),
                        Runtime.getRuntime().maxMemory() / MOST_OF_HEAP)));
        this.hashes = new RunningHashes(properties.expiry());
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
            OptionalLong size = append(upload, body);
            return size.isPresent()
                    ? new Appended(size.getAsLong())
                    : new OutOfOrder(sessions.get(repository, id).size());
        }
    }

    /** @return bytes that the session has now; empty if another node was faster */
    private OptionalLong append(Upload upload, UploadBody body) throws IOException {
        try {
            Allowance allowance = sessions.allow(upload, body.contentLength(), Optional.empty());
            Optional<ContentHasher> hasher = hashes.take(upload);
            try (BlobWriter writer = open(upload)) {
                receive(body, allowance, upload, writer, hasher);
                return keep(upload, writer, hasher) ? OptionalLong.of(writer.size()) : OptionalLong.empty();
            }
        } catch (BytesLostException e) {
            throw lost(upload, e);
        } catch (OverQuotaException e) {
            sessions.discard(upload);
            throw e;
        } catch (IOException | RuntimeException e) {
            giveRoomBack(upload, e);
            throw e;
        }
    }

    /** A session that can go on announces again what it sends. */
    private void giveRoomBack(Upload upload, Exception failure) {
        try {
            sessions.giveRoomBack(upload);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
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
            return complete(upload.get(), digest, algorithm, body)
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

    /** Bytes that the registry has of this digest and that are not what they were: the new ones take their place. */
    private Optional<Damage> damage(Digest digest, long size) throws IOException {
        Optional<StorageKey> key = sessions.existing(digest);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        try {
            return store.open(key.get()).size() == size ? Optional.empty() : Optional.of(new Damage(key.get(), false));
        } catch (BytesLostException e) {
            log.warn("The lost bytes of {} were pushed again: {}", digest, e.getMessage());
            return Optional.of(new Damage(key.get(), true));
        }
    }

    private static boolean follows(UploadBody body, Upload upload) {
        return body.range().isEmpty() || body.range().get().start() == upload.size();
    }

    private BlobWriter open(Upload upload) throws IOException {
        WriteState state = upload.state();
        return state == null ? store.create(upload.key()) : store.resume(upload.key(), state);
    }

    private RegistryException lost(Upload upload, BytesLostException e) {
        log.error("Upload {} cannot go on, its bytes are gone: {}", upload.id(), e.getMessage());
        sessions.discard(upload);
        return new RegistryException(ErrorCode.BLOB_UPLOAD_UNKNOWN, "the upload's bytes were lost: begin again");
    }

    private void receive(
            UploadBody body, Allowance allowance, Upload upload, BlobWriter writer, Optional<ContentHasher> hasher)
            throws IOException {
        try {
            transfer.run(body, allowance, writer, hasher, sessions.keepAlive(upload));
        } catch (BodyCutException | SlowWriterException e) {
            keep(upload, writer, hasher);
            throw e;
        }
    }

    /** @return false if another node was faster: what it wrote counts, not these bytes */
    private boolean keep(Upload upload, BlobWriter writer, Optional<ContentHasher> hasher) throws IOException {
        WriteState state = writer.suspend();
        boolean kept = revokedIfRefused(
                upload,
                writer,
                () -> sessions.advance(
                        upload, state, hasher.map(ContentHasher::digest).orElse(null)));
        if (kept) {
            hasher.ifPresent(h -> hashes.keep(upload.id(), h));
        } else {
            revoke(upload, writer);
        }
        return kept;
    }

    private static boolean revokedIfRefused(Upload upload, BlobWriter writer, BooleanSupplier record) {
        try {
            return record.getAsBoolean();
        } catch (OverQuotaException e) {
            revoke(upload, writer);
            throw e;
        }
    }

    /** What cannot be taken back now costs room and nothing else. */
    private static void revoke(Upload upload, BlobWriter writer) {
        try {
            writer.revoke();
        } catch (IOException e) {
            log.warn("Bytes of upload {} that another node outran are left over: {}", upload.id(), e.getMessage());
        }
    }

    /** @return false if another node has moved or ended the session meanwhile: what it did counts, not these bytes */
    private boolean complete(Upload upload, Digest digest, Algorithm algorithm, UploadBody body) throws IOException {
        try {
            Allowance allowance = sessions.allow(upload, body.contentLength(), Optional.of(digest));
            return complete(upload, digest, algorithm, body, allowance);
        } catch (BytesLostException e) {
            throw lost(upload, e);
        } catch (OverQuotaException e) {
            sessions.discard(upload);
            throw e;
        } catch (IOException | RuntimeException e) {
            giveRoomBack(upload, e);
            throw e;
        }
    }

    private boolean complete(Upload upload, Digest digest, Algorithm algorithm, UploadBody body, Allowance allowance)
            throws IOException {
        Optional<ContentHasher> hasher = hasherFor(upload, algorithm);
        try (BlobWriter writer = open(upload)) {
            receive(body, allowance, upload, writer, hasher);
            long size = writer.size();
            Optional<Digest> found = hasher.map(ContentHasher::digest).or(() -> recorded(upload, algorithm, size));
            found.ifPresent(f -> require(upload, digest, f));
            Committed committed = writer.commit();
            if (found.isEmpty() || !committed.certain()) {
                require(upload, digest, BlobDigests.of(store.open(committed.key(), size), algorithm));
            }
            Optional<Damage> damage = damage(digest, size);
            boolean finished = revokedIfRefused(
                    upload, writer, () -> sessions.finish(upload, digest, new Stored(committed, size), damage));
            if (!finished) {
                revoke(upload, writer);
            }
            return finished;
        }
    }

    private Optional<ContentHasher> hasherFor(Upload upload, Algorithm algorithm) {
        if (upload.size() == 0) {
            return Optional.of(new ContentHasher(algorithm));
        }
        return hashes.take(upload).filter(hasher -> hasher.algorithm() == algorithm);
    }

    /** The digest that an earlier request recorded, if nothing came since. */
    private static Optional<Digest> recorded(Upload upload, Algorithm algorithm, long size) {
        return Optional.ofNullable(upload.digestSoFar())
                .filter(soFar -> upload.size() == size && soFar.verifiableBy() == algorithm);
    }

    private void require(Upload upload, Digest expected, Digest found) {
        if (!found.equals(expected)) {
            sessions.discard(upload);
            throw new RegistryException(
                    ErrorCode.DIGEST_INVALID, "the content has the digest " + found + ", not " + expected);
        }
    }
}
