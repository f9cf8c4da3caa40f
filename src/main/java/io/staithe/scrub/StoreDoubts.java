package io.staithe.scrub;

import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BytesLostException;
import io.staithe.metadata.StoredContent;
import io.staithe.metadata.StoredContent.StoredBytes;
import java.io.IOException;
import java.util.List;

/**
 * Tells a lost blob from a lost store. An empty folder where a file system should be mounted, or the wrong bucket, answers
 * every question with certainty, and has nothing.
 */
final class StoreDoubts {

    private static final int SAMPLE = 20;

    private final StoredContent content;
    private final BlobStore store;

    StoreDoubts(StoredContent content, BlobStore store) {
        this.content = content;
        this.store = store;
    }

    /**
     * Before the loss of a blob is believed.
     *
     * @throws StoreDoubtedException if more than half of the blobs beside it are lost too
     * @throws IOException if the store cannot be used
     */
    void require(StoredBytes missing) throws IOException {
        store.probe();
        List<StoredBytes> others = content.others(missing.digest(), SAMPLE);
        int lost = 0;
        for (StoredBytes other : others) {
            lost += isLost(other) ? 1 : 0;
        }
        if (lost * 2 > others.size()) {
            throw new StoreDoubtedException(
                    ("of %d other blobs %d are missing too, so the wrong store is looked at, or it lost most of what it had:"
                                    + " nothing was quarantined")
                            .formatted(others.size(), lost));
        }
    }

    private boolean isLost(StoredBytes blob) throws IOException {
        try {
            return store.open(blob.key()).size() < 0;
        } catch (BytesLostException e) {
            return true;
        }
    }
}
