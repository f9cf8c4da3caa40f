package io.staithe.metadata;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.staithe.database.Database;
import io.staithe.database.RowListener;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What rows say, by key, exactly as the database would say it: a row leaves the cache before anybody can see that it has
 * changed, and comes back only if nothing changed while it was read. Where others write to the database too, nothing is
 * kept. Thread-safe.
 *
 * @param <K> with {@code hashCode} and {@code equals}
 */
final class RowCache<K, V> {

    /** Keys share versions; two that collide cost a read and nothing else. A power of two. */
    private static final int VERSIONS = 1 << 12;

    private final Database database;
    private final Cache<K, V> rows;

    /** Odd as long as a transaction runs that has touched one of the keys. */
    private final AtomicIntegerArray versions = new AtomicIntegerArray(VERSIONS);

    /** Which versions the running transaction has made odd. One writes at a time, so only its thread is here. */
    private final BitSet touched = new BitSet();

    private boolean exact;

    /** @param most rows that are kept; 0 for none */
    RowCache(Database database, int most) {
        this.database = database;
        this.rows = Caffeine.newBuilder().maximumSize(most).build();
        this.exact = most > 0;
    }

    /** Names a table that the values come from. To be called before anything is asked. */
    RowCache<K, V> of(String table, List<String> columns, Function<List<String>, K> key) {
        exact = exact && database.watch(table, columns, new Changes(key));
        return this;
    }

    /** Whether it keeps anything at all. */
    boolean isExact() {
        return exact;
    }

    /** @param read asks the database */
    Optional<V> get(K key, Supplier<Optional<V>> read) {
        V kept = exact ? rows.getIfPresent(key) : null;
        return kept == null ? read(key, read) : Optional.of(kept);
    }

    private Optional<V> read(K key, Supplier<Optional<V>> read) {
        int index = index(key);
        int before = versions.get(index);
        Optional<V> found = read.get();
        if (exact && before % 2 == 0 && found.isPresent()) {
            rows.asMap().compute(key, (k, old) -> versions.get(index) == before ? found.get() : null);
        }
        return found;
    }

    private static int index(Object key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (VERSIONS - 1);
    }

    private final class Changes implements RowListener {

        private final Function<List<String>, K> key;

        private Changes(Function<List<String>, K> key) {
            this.key = key;
        }

        @Override
        public void touched(List<String> values) {
            K changed = key.apply(values);
            int index = index(changed);
            if (!touched.get(index)) {
                touched.set(index);
                versions.incrementAndGet(index);
            }
            rows.invalidate(changed);
        }

        @Override
        public void settled() {
            touched.stream().forEach(versions::incrementAndGet);
            touched.clear();
        }
    }
}
