package io.staithe.scrub;

import io.staithe.blobstore.BlobStore;
import io.staithe.metadata.Quarantine.Damage;
import io.staithe.metadata.StoredContent;
import io.staithe.metadata.StoredContent.StoredBytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells a lost blob from a lost store. An empty folder where a file system should be mounted, or the wrong bucket, answers
 * every question with certainty, and has nothing; a node with bad memory reads nothing but damage. Thread-safe.
 */
final class StoreDoubts {

    private static final int SAMPLE = 20;

    /** So many corrupt blobs without a sound one between them are believed. */
    private static final int MOST_CORRUPT = 5;

    private final StoredContent content;
    private final BlobStore store;
    private final AtomicInteger corrupt = new AtomicInteger();

    StoreDoubts(StoredContent content, BlobStore store) {
        this.content = content;
        this.store = store;
    }

    /**
     * Before new damage is believed.
     *
     * @throws StoreDoubtedException if a blob is missing and more than half of those beside it are too, or if it is corrupt
     *     and so were the last ones that this node read, or if most others cannot be read either
     * @throws IOException if the store cannot be used
     */
    void require(StoredBytes blob, Damage damage) throws IOException {
        switch (damage) {
            case MISSING -> requireOthers(blob);
            case CORRUPT -> requireSoundOnes();
            case UNREADABLE -> requireReadableOnes(blob);
        }
    }

    private void requireReadableOnes(StoredBytes blob) throws IOException {
        if (!readsOthers(blob)) {
            throw StoreDoubtedException.ofStore(
                    "most other blobs cannot be read either, so it is the store, or the way to it: nothing was quarantined");
        }
    }

    private void requireSoundOnes() throws StoreDoubtedException {
        if (corrupt.getAndUpdate(count -> Math.min(count + 1, MOST_CORRUPT)) == MOST_CORRUPT) {
            throw StoreDoubtedException.ofNode(
                    ("more than %d blobs in a row are corrupt, so it is rather the memory of this node, or the encryption of the"
                                    + " store: no more are quarantined until a sound one is read")
                            .formatted(MOST_CORRUPT));
        }
    }

    /** A blob was read, and its bytes are those of its digest. */
    void sound() {
        corrupt.set(0);
    }

    private void requireOthers(StoredBytes missing) throws IOException {
        store.probe();
        List<StoredBytes> others = content.others(missing.digest(), SAMPLE);
        int lost = 0;
        for (StoredBytes other : others) {
            lost += store.has(other.key()) ? 0 : 1;
        }
        if (lost * 2 > others.size()) {
            throw StoreDoubtedException.ofStore(
                    ("of %d other blobs %d are missing too, so the wrong store is looked at, or it lost most of what it had:"
                                    + " nothing was quarantined")
                            .formatted(others.size(), lost));
        }
    }

    /**
     * Whether it is only single blobs that cannot be read: at least half of those beside one can be.
     *
     * @throws IOException if the store cannot be used
     */
    boolean readsOthers(StoredBytes unreadable) throws IOException {
        store.probe();
        List<StoredBytes> others = content.others(unreadable.digest(), SAMPLE);
        long read = others.stream().filter(this::reads).count();
        return read * 2 >= others.size();
    }

    private boolean reads(StoredBytes blob) {
        try (InputStream stream = store.open(blob.key(), blob.size()).read(0, Math.min(1, blob.size()))) {
            return stream.read() >= 0 || blob.size() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
