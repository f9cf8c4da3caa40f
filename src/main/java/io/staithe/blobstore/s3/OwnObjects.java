package io.staithe.blobstore.s3;

import io.staithe.blobstore.BlobTooLargeException;
import io.staithe.blobstore.BlobWriter.Committed;
import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.s3.S3WriteState.Multipart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one writer makes in the bucket: objects by themselves, and the parts of a multipart upload, which may be one that an
 * earlier writer began. Every object has a name of its own, so that two writers of one upload never write to the same. Used
 * by one thread.
 */
final class OwnObjects {

    private static final Logger log = LoggerFactory.getLogger(OwnObjects.class);

    private final S3Writing writing;
    private final StorageKey upload;
    private final boolean resumed;
    private final List<StorageKey> made = new ArrayList<>();
    private @Nullable PartSending sending;

    /**
     * Begins or goes on.
     *
     * @param upload the key that all names of objects are made of
     * @param begun by an earlier writer; null if none did
     */
    OwnObjects(S3Writing writing, StorageKey upload, @Nullable Multipart begun) {
        this.writing = writing;
        this.upload = upload;
        this.resumed = begun != null;
        this.sending = begun == null ? null : writing.sending(begun);
    }

    /** Makes an object of its own. @return its key */
    StorageKey put(Bytes content) throws IOException {
        StorageKey key = writing.newName(upload);
        made.add(key);
        writing.bucket().put(key, content);
        return key;
    }

    /** Whether a multipart upload has begun. */
    boolean hasParts() {
        return sending != null;
    }

    /** Bytes that the next part has, unless it is the last. */
    long nextPartSize() throws BlobTooLargeException {
        return writing.sizes().of(sending == null ? 1 : sending.nextNumber());
    }

    /** @throws IOException if this part or an earlier one could not be sent */
    void sendPart(Bytes part) throws IOException {
        begun().send(part);
    }

    private PartSending begun() throws IOException {
        if (sending == null) {
            sending = writing.begin(upload);
        }
        return sending;
    }

    /** The multipart upload, all parts of which are durable; null if none has begun. */
    @Nullable
    Multipart parts() throws IOException {
        return sending == null ? null : sending.finished();
    }

    /**
     * Makes an object of the parts.
     *
     * @param size bytes of all parts
     * @param superfluous keys of bytes that nobody needs then
     */
    Committed completeParts(long size, List<StorageKey> superfluous) throws IOException {
        Multipart parts = begun().finished();
        return new Committed(new StorageKey(parts.key()), complete(parts, size), superfluous);
    }

    /**
     * An upload that has ended was completed by an earlier commit that nobody recorded, or by another node, perhaps with
     * other bytes.
     *
     * @return whether the object certainly has the bytes of these parts
     */
    private boolean complete(Multipart parts, long size) throws IOException {
        try {
            writing.uploads().complete(parts);
            return true;
        } catch (BytesLostException e) {
            if (writing.bucket().size(new StorageKey(parts.key())) != size) {
                throw e;
            }
            return false;
        }
    }

    /** Takes back what is no other writer's too. */
    void revoke() throws IOException {
        if (sending != null && !resumed) {
            sending.abort();
            made.add(sending.key());
        }
        for (IOException failure : writing.bucket().delete(made).values()) {
            throw failure;
        }
    }

    /** Gives up what was sent and not kept; what an earlier writer kept stays. */
    void abandonParts() {
        if (sending == null) {
            return;
        }
        sending.cancel();
        if (!resumed) {
            abort(sending);
        }
    }

    private void abort(PartSending parts) {
        try {
            parts.abort();
        } catch (IOException e) {
            log.warn("The parts of upload {} stay until it expires: {}", upload, e.getMessage());
        }
    }
}
