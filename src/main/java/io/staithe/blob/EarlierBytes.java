package io.staithe.blob;

import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.StorageKey;
import io.staithe.metadata.Blobs;
import io.staithe.oci.Digest;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the bytes that the registry has of a digest which is pushed again. Thread-safe. */
final class EarlierBytes {

    private static final Logger log = LoggerFactory.getLogger(EarlierBytes.class);

    private final BlobStore store;
    private final Blobs blobs;

    EarlierBytes(BlobStore store, Blobs blobs) {
        this.store = store;
        this.blobs = blobs;
    }

    /** @return what is wrong with them, so that the new ones take their place; empty if nothing is, or there are none */
    Optional<DamagedBytes> damage(Digest digest, long size) throws IOException {
        Optional<StorageKey> key = blobs.key(digest);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        try {
            return store.open(key.get()).size() == size
                    ? Optional.empty()
                    : Optional.of(new DamagedBytes(key.get(), false));
        } catch (BytesLostException e) {
            log.warn("The lost bytes of {} were pushed again: {}", digest, e.getMessage());
            return Optional.of(new DamagedBytes(key.get(), true));
        }
    }
}
