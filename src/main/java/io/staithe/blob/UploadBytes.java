package io.staithe.blob;

import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.BlobWriter.Committed;
import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.SlowWriterException;
import io.staithe.blobstore.WriteState;
import io.staithe.metadata.OverQuotaException;
import io.staithe.metadata.Uploads.Upload;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the bytes of a request into the store, and only then records them in the session. The caller holds the session's
 * lease. Thread-safe.
 */
final class UploadBytes {

    private static final Logger log = LoggerFactory.getLogger(UploadBytes.class);

    private final BlobStore store;
    private final UploadSessions sessions;
    private final EarlierBytes earlier;
    private final BodyTransfer transfer;
    private final RunningHashes hashes;

    UploadBytes(
            BlobStore store,
            UploadSessions sessions,
            EarlierBytes earlier,
            BodyTransfer transfer,
            RunningHashes hashes) {
        this.store = store;
        this.sessions = sessions;
        this.earlier = earlier;
        this.transfer = transfer;
        this.hashes = hashes;
    }

    /** What one request does. */
    @FunctionalInterface
    private interface Work<T> {
        T run(Allowance allowance) throws IOException;
    }

    /**
     * Appends the bytes of a request. If the client's connection is cut, the bytes before the cut are kept.
     *
     * @return bytes that the session has now; empty if another node was faster: what it wrote counts, not these bytes
     */
    OptionalLong append(Upload upload, UploadBody body) throws IOException {
        return run(upload, body, Optional.empty(), allowance -> {
            Optional<ContentHasher> hasher = hashes.take(upload);
            try (BlobWriter writer = open(upload)) {
                receive(body, allowance, upload, writer, hasher);
                return keep(upload, writer, hasher) ? OptionalLong.of(writer.size()) : OptionalLong.empty();
            }
        });
    }

    /**
     * Appends the last bytes and makes the upload a blob.
     *
     * @param algorithm by which the digest is verified
     * @return false if another node has moved or ended the session meanwhile: what it did counts, not these bytes
     * @throws RegistryException {@code DIGEST_INVALID} if the bytes have another digest; the session ends
     */
    boolean finish(Upload upload, Digest digest, Algorithm algorithm, UploadBody body) throws IOException {
        return run(upload, body, Optional.of(digest), allowance -> {
            Optional<ContentHasher> hasher = hasherFor(upload, algorithm);
            try (BlobWriter writer = open(upload)) {
                receive(body, allowance, upload, writer, hasher);
                Stored stored = commit(upload, digest, algorithm, writer, hasher);
                Optional<DamagedBytes> damage = earlier.damage(digest, stored.size());
                return record(upload, writer, () -> sessions.finish(upload, digest, stored, damage));
            }
        });
    }

    /** Takes room for the request first. A session that can go on announces again what it sends, so room is given back. */
    private <T> T run(Upload upload, UploadBody body, Optional<Digest> digest, Work<T> work) throws IOException {
        try {
            return work.run(sessions.allow(upload, body.contentLength(), digest));
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

    private RegistryException lost(Upload upload, BytesLostException e) {
        log.error("Upload {} cannot go on, its bytes are gone: {}", upload.id(), e.getMessage());
        sessions.discard(upload);
        return new RegistryException(ErrorCode.BLOB_UPLOAD_UNKNOWN, "the upload's bytes were lost: begin again");
    }

    private void giveRoomBack(Upload upload, Exception failure) {
        try {
            sessions.giveRoomBack(upload);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private BlobWriter open(Upload upload) throws IOException {
        WriteState state = upload.state();
        return state == null ? store.create(upload.key()) : store.resume(upload.key(), state);
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

    private boolean keep(Upload upload, BlobWriter writer, Optional<ContentHasher> hasher) throws IOException {
        WriteState state = writer.suspend();
        Digest soFar = hasher.map(ContentHasher::digest).orElse(null);
        boolean kept = record(upload, writer, () -> sessions.advance(upload, state, soFar));
        if (kept) {
            hasher.ifPresent(h -> hashes.keep(upload.id(), h));
        }
        return kept;
    }

    /** Bytes that are not recorded, since another node was faster or a quota has no room, are taken back. */
    private static boolean record(Upload upload, BlobWriter writer, BooleanSupplier step) {
        boolean recorded;
        try {
            recorded = step.getAsBoolean();
        } catch (OverQuotaException e) {
            revoke(upload, writer);
            throw e;
        }
        if (!recorded) {
            revoke(upload, writer);
        }
        return recorded;
    }

    /** What cannot be taken back now costs room and nothing else. */
    private static void revoke(Upload upload, BlobWriter writer) {
        try {
            writer.revoke();
        } catch (IOException e) {
            log.warn("Bytes of upload {} that were not recorded are left over: {}", upload.id(), e.getMessage());
        }
    }

    private Optional<ContentHasher> hasherFor(Upload upload, Algorithm algorithm) {
        if (upload.size() == 0) {
            return Optional.of(new ContentHasher(algorithm));
        }
        return hashes.take(upload).filter(hasher -> hasher.algorithm() == algorithm);
    }

    /** The digest is known from the hash while the bytes came, from an earlier request, or by reading them again. */
    private Stored commit(
            Upload upload, Digest digest, Algorithm algorithm, BlobWriter writer, Optional<ContentHasher> hasher)
            throws IOException {
        long size = writer.size();
        Optional<Digest> found = hasher.map(ContentHasher::digest).or(() -> digestSoFar(upload, algorithm, size));
        found.ifPresent(f -> require(upload, digest, f));
        Committed committed = writer.commit();
        if (found.isEmpty() || !committed.certain()) {
            require(upload, digest, BlobDigests.of(store.open(committed.key(), size), algorithm));
        }
        return new Stored(committed, size);
    }

    /** The digest that an earlier request recorded, if nothing came since. */
    private static Optional<Digest> digestSoFar(Upload upload, Algorithm algorithm, long size) {
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
