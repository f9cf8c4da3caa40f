package io.staithe.gc;

import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.StorageKey;
import io.staithe.database.Database;
import io.staithe.metadata.Garbage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes bytes whose rows are gone. Bytes that cannot be deleted are tried again later, less and less often. */
final class GarbageSweeper implements BackgroundTask {

    private static final Logger log = LoggerFactory.getLogger(GarbageSweeper.class);
    private static final int BATCH = 100;
    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);

    private final Database database;
    private final Garbage garbage;
    private final BlobStore store;

    GarbageSweeper(Database database, Garbage garbage, BlobStore store) {
        this.database = database;
        this.garbage = garbage;
        this.store = store;
    }

    @Override
    public String name() {
        return "garbage-sweep";
    }

    @Override
    public void run(Steps steps) throws IOException {
        IOException failure = null;
        List<StorageKey> due = garbage.due(BATCH);
        while (!due.isEmpty()) {
            for (StorageKey key : due) {
                if (!steps.mayGoOn()) {
                    return;
                }
                try {
                    delete(key);
                    steps.done();
                } catch (IOException e) {
                    retryLater(key, e);
                    failure = e;
                }
            }
            due = garbage.due(BATCH);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void delete(StorageKey key) throws IOException {
        store.delete(key);
        database.write(() -> {
            garbage.remove(key);
            return null;
        });
    }

    private void retryLater(StorageKey key, IOException e) {
        log.warn("The bytes under {} could not be deleted, will try again: {}", key, e.toString());
        database.write(() -> {
            garbage.retryLater(key, FIRST_RETRY);
            return null;
        });
    }
}
