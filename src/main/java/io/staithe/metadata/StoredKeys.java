package io.staithe.metadata;

import io.staithe.blobstore.StorageKey;
import io.staithe.database.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All tables that know of stored bytes, asked together. */
public final class StoredKeys {

    private final Database database;

    public StoredKeys(Database database) {
        this.database = database;
    }

    /** Now, by the database. */
    public Instant now() {
        return Instant.ofEpochMilli(
                database.sql().sql("SELECT staithe_now()").query(Long.class).single());
    }

    /** Keys of some blobs, always the same as long as they are there. */
    public List<StorageKey> some(int limit) {
        return database.sql()
                .sql("SELECT storage_key FROM blob ORDER BY digest LIMIT ?")
                .param(limit)
                .query((row, n) -> new StorageKey(row.getString(1)))
                .list();
    }

    /**
     * Those of the keys that no row knows. A writer of an upload's key may have added an end to it: such a name is known
     * by the upload. One statement, so that a key that moves from one table to another is seen.
     */
    public Set<StorageKey> unknown(Collection<StorageKey> keys) {
        Set<String> asked = new LinkedHashSet<>();
        keys.forEach(key -> {
            asked.add(key.value());
            asked.add(beginning(key));
        });
        Set<String> known = Set.copyOf(database.sql()
                .sql("""
                    SELECT storage_key FROM blob WHERE storage_key IN (:keys)
                    UNION ALL SELECT storage_key FROM upload WHERE storage_key IN (:keys)
                    UNION ALL SELECT storage_key FROM garbage WHERE storage_key IN (:keys)
                    """)
                .param("keys", List.copyOf(asked))
                .query(String.class)
                .list());
        return keys.stream()
                .filter(key -> !known.contains(key.value()) && !known.contains(beginning(key)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String beginning(StorageKey key) {
        int end = key.value().lastIndexOf('.');
        return end < 0 ? key.value() : key.value().substring(0, end);
    }
}
