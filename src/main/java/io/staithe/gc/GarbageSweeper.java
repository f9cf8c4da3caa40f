package io.staithe.gc;

import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import io.staithe.database.Database;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.Garbage.Item;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes bytes whose rows are gone. Bytes that cannot be deleted are tried again later, less and less often. */
final class GarbageSweeper implements BackgroundTask {

    private static final Logger log = LoggerFactory.getLogger(GarbageSweeper.class);

    /** As many as S3 deletes by one request. */
    private static final int BATCH = 1000;

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
        Map<StorageKey, IOException> failures = new HashMap<>();
        List<Item> due = garbage.due(BATCH);
        while (!due.isEmpty()) {
            for (List<Item> step : steps(due)) {
                if (!steps.mayGoOn()) {
                    return;
                }
                failures.putAll(sweep(step, steps));
            }
            due = garbage.due(BATCH);
        }
        if (!failures.isEmpty()) {
            throw new IOException(failures.size() + " keys could not be deleted, such as "
                    + failures.entrySet().iterator().next());
        }
    }

    /** Committed bytes go all at once; what an unfinished upload left has to be looked for. */
    private static List<List<Item>> steps(List<Item> due) {
        List<List<Item>> steps = new ArrayList<>();
        List<Item> committed = new ArrayList<>();
        for (Item item : due) {
            if (item.unfinished() == null) {
                committed.add(item);
            } else {
                steps.add(List.of(item));
            }
        }
        if (!committed.isEmpty()) {
            steps.add(committed);
        }
        return steps;
    }

    /** @return what could not be removed, and why */
    private Map<StorageKey, IOException> sweep(List<Item> step, Steps steps) {
        Item first = step.getFirst();
        Map<StorageKey, IOException> failed = first.unfinished() == null
                ? store.delete(step.stream().map(Item::key).toList())
                : discard(first.key(), first.unfinished());
        record(step, failed);
        for (int gone = step.size() - failed.size(); gone > 0; gone--) {
            steps.done();
        }
        return failed;
    }

    private Map<StorageKey, IOException> discard(StorageKey key, WriteState state) {
        try {
            store.discard(key, state);
            return Map.of();
        } catch (IOException e) {
            return Map.of(key, e);
        }
    }

    private void record(List<Item> swept, Map<StorageKey, IOException> failed) {
        failed.forEach(
                (key, e) -> log.warn("The bytes under {} could not be deleted, will try again: {}", key, e.toString()));
        List<StorageKey> gone = swept.stream()
                .map(Item::key)
                .filter(key -> !failed.containsKey(key))
                .toList();
        database.write(() -> {
            garbage.remove(gone);
            failed.keySet().forEach(key -> garbage.retryLater(key, FIRST_RETRY));
            return null;
        });
    }
}
