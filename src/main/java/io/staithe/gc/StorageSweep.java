package io.staithe.gc;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.StorageKey;
import io.staithe.database.Database;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.StoredKeys;
import io.staithe.metadata.TaskStates;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through the whole store, once in a while, for bytes that no row knows. A listing only ever says what is there: each
 * name is looked up in the rows, again right before it becomes garbage, and only if it is one that this registry makes.
 */
final class StorageSweep implements BackgroundTask {

    private static final Logger log = LoggerFactory.getLogger(StorageSweep.class);

    /** What is younger may belong to a request that has not come to its row. */
    private static final Duration YOUNG = Duration.ofDays(1);

    private static final int LOOKUP = 400;

    /** More names than this say nothing new. */
    private static final int MOST_NAMES = 20;

    private static final Pattern OURS = Pattern.compile("[0-9a-f]{2}/[0-9a-f]{32}(\\.[0-9a-f]{16})?");

    private final Database database;
    private final StoredKeys keys;
    private final Garbage garbage;
    private final BlobStore store;
    private final TaskStates states;
    private final CollectionProperties properties;
    private volatile Litter last = new Litter(0, 0);

    StorageSweep(
            Database database,
            StoredKeys keys,
            Garbage garbage,
            BlobStore store,
            TaskStates states,
            CollectionProperties properties,
            MeterRegistry meters) {
        this.database = database;
        this.keys = keys;
        this.garbage = garbage;
        this.store = store;
        this.states = states;
        this.properties = properties;
        Gauge.builder("staithe.litter", this, sweep -> sweep.last.objects())
                .description("Objects that no row knows, as the last sweep of this node found them")
                .register(meters);
        Gauge.builder("staithe.litter.bytes", this, sweep -> sweep.last.bytes())
                .description("Bytes that no row knows, as the last sweep of this node found them")
                .register(meters);
    }

    /** What was found and left. */
    private record Litter(long objects, long bytes) {}

    @Override
    public String name() {
        return "storage-sweep";
    }

    @Override
    public boolean keepsToWindow() {
        return true;
    }

    @Override
    public void run(Steps steps) throws IOException {
        if (!states.isDue(name(), properties.sweepInterval())) {
            return;
        }
        Sweep sweep = new Sweep(steps);
        Instant olderThan = keys.now().minus(YOUNG);
        store.forEach(olderThan, sweep::visit);
        sweep.look();
        sweep.removeUnfinished(olderThan);
        if (!sweep.stopped) {
            last = new Litter(sweep.objects, sweep.bytes);
            sweep.say();
            database.write(() -> states.finished(name()));
        }
    }

    /** One look through the store. */
    private final class Sweep {

        private final Steps steps;
        private final Map<StorageKey, Long> listed = new LinkedHashMap<>();
        private boolean stopped;
        private long objects;
        private long bytes;

        private Sweep(Steps steps) {
            this.steps = steps;
        }

        private void visit(StorageKey key, long size) {
            if (!stopped && OURS.matcher(key.value()).matches()) {
                listed.put(key, size);
                if (listed.size() == LOOKUP) {
                    look();
                }
            }
        }

        private void look() {
            stopped = stopped || !steps.mayGoOn();
            if (!stopped && !listed.isEmpty()) {
                keys.unknown(listed.keySet()).forEach(this::found);
            }
            listed.clear();
        }

        private void found(StorageKey key) {
            long size = listed.getOrDefault(key, 0L);
            if (objects < MOST_NAMES) {
                log.warn("No row knows the {} bytes under {}", size, key);
            }
            objects++;
            bytes += size;
            if (properties.deletesLitter()) {
                delete(key, size);
            }
            steps.done();
        }

        private void delete(StorageKey key, long size) {
            database.write(() -> {
                if (!keys.unknown(List.of(key)).isEmpty()) {
                    garbage.addAfterDelay(key, size);
                }
            });
        }

        /** Nobody can read these, so there is nothing to lose, and nothing to ask an operator for. */
        private void removeUnfinished(Instant olderThan) throws IOException {
            long removed = store.removeUnfinished(olderThan, this::unneeded);
            if (removed > 0) {
                log.info("The storage sweep took away the parts of {} writes that never ended", removed);
            }
        }

        private Set<StorageKey> unneeded(Set<StorageKey> begun) {
            stopped = stopped || !steps.mayGoOn();
            Set<StorageKey> ours = begun.stream()
                    .filter(key -> OURS.matcher(key.value()).matches())
                    .collect(Collectors.toSet());
            return stopped || ours.isEmpty() ? Set.of() : keys.unknown(ours);
        }

        private void say() {
            if (objects > 0) {
                log.warn(
                        "The storage sweep found {} objects of {} bytes that no row knows: {}",
                        objects,
                        bytes,
                        properties.deletesLitter()
                                ? "they are deleted after staithe.gc.delete-delay"
                                : "they stay, unless staithe.gc.sweep=delete is set");
            }
        }
    }
}
