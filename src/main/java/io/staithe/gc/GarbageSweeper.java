package io.staithe.gc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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

    private static final int BATCH = 1000;

    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);

    private final Database database;
    private final Garbage garbage;
    private final BlobStore store;
    private final Pace pace;
    private final Counter deletedKeys;
    private final Counter deletedBytes;

    /** @param bytesPerSecond at most; 0 for no limit */
    GarbageSweeper(Database database, Garbage garbage, BlobStore store, long bytesPerSecond, MeterRegistry meters) {
        this.database = database;
        this.garbage = garbage;
        this.store = store;
        this.pace = new Pace(bytesPerSecond);
        this.deletedKeys = counter(meters, "staithe.garbage.deleted", "Keys whose bytes were deleted");
        this.deletedBytes = counter(meters, "staithe.garbage.deleted.bytes", "Bytes that were deleted");
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    @Override
    public String name() {
        return "garbage-sweep";
    }

    @Override
    public boolean keepsToWindow() {
        return true;
    }

    @Override
    public void run(Steps steps) throws IOException {
        Map<StorageKey, IOException> failures = new HashMap<>();
        List<Item> due = garbage.due(BATCH);
        while (!due.isEmpty()) {
            for (List<Item> step : steps(due)) {
                if (!pace.await(size(step), steps::mayGoOn)) {
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

    private static long size(List<Item> step) {
        return step.stream().mapToLong(Item::size).sum();
    }

    /** Committed bytes go as many at once as the store likes; what an unfinished upload left has to be looked for. */
    private List<List<Item>> steps(List<Item> due) {
        List<List<Item>> steps = new ArrayList<>();
        List<Item> committed = new ArrayList<>();
        for (Item item : due) {
            if (item.unfinished() == null) {
                committed.add(item);
            } else {
                steps.add(List.of(item));
            }
        }
        int atOnce = store.deletesAtOnce();
        for (int from = 0; from < committed.size(); from += atOnce) {
            steps.add(committed.subList(from, Math.min(committed.size(), from + atOnce)));
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
        for (Item item : step) {
            if (!failed.containsKey(item.key())) {
                steps.done();
                deletedKeys.increment();
                deletedBytes.increment((double) item.size());
            }
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
        });
    }
}
