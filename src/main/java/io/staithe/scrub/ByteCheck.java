package io.staithe.scrub;

import io.staithe.blobstore.BlobContent;
import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BytesLostException;
import io.staithe.metadata.Quarantine.Damage;
import io.staithe.metadata.StoredContent.StoredBytes;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.LongPredicate;

/** Reads the bytes of a blob and compares their digest. Thread-safe. */
final class ByteCheck {

    private static final int BUFFER_BYTES = 256 << 10;

    private final BlobStore store;
    private final boolean trustsStore;

    /** @param trustsStore whether it is enough that the store says what was written */
    ByteCheck(BlobStore store, boolean trustsStore) {
        this.store = store;
        this.trustsStore = trustsStore;
    }

    /**
     * Looks, and if something is wrong looks again: what went wrong on the way from the store is not damage.
     *
     * @param mayRead asked before bytes are read, with their number; may wait
     * @throws IOException if the store cannot be read, which says nothing about the bytes
     */
    Finding look(StoredBytes blob, LongPredicate mayRead) throws IOException {
        Finding first = trustsStore && isRecorded(blob) ? new Finding.Sound() : read(blob, mayRead);
        return first instanceof Finding.Bad ? read(blob, mayRead) : first;
    }

    private boolean isRecorded(StoredBytes blob) throws IOException {
        try {
            return blob.digest().algorithm().equals(Algorithm.SHA256.prefix())
                    && store.recordedSha256(blob.key(), blob.size())
                            .filter(blob.digest().encoded()::equals)
                            .isPresent();
        } catch (BytesLostException e) {
            return false;
        }
    }

    private Finding read(StoredBytes blob, LongPredicate mayRead) throws IOException {
        try {
            return compare(blob, mayRead);
        } catch (BytesLostException e) {
            return new Finding.Bad(
                    store.has(blob.key()) ? Damage.CORRUPT : Damage.MISSING, String.valueOf(e.getMessage()));
        }
    }

    private Finding compare(StoredBytes blob, LongPredicate mayRead) throws IOException {
        BlobContent content = store.open(blob.key(), blob.size());
        Algorithm algorithm = blob.digest().verifiableBy();
        MessageDigest hash = algorithm.newMessageDigest();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream stream = content.read(0, content.size())) {
            int count = 0;
            while (count >= 0) {
                if (!mayRead.test(count)) {
                    return new Finding.Interrupted();
                }
                count = stream.read(buffer);
                hash.update(buffer, 0, Math.max(0, count));
            }
        }
        Digest found = Digest.ofHash(algorithm, hash.digest());
        return found.equals(blob.digest())
                ? new Finding.Sound()
                : new Finding.Bad(Damage.CORRUPT, "the %d bytes have the digest %s".formatted(blob.size(), found));
    }
}
