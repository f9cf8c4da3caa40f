package io.staithe.metadata;

import io.staithe.blobstore.StorageKey;
import io.staithe.database.Database;
import java.time.Duration;
import java.util.List;

/** The table {@code garbage}: keys of bytes that no row refers to. */
public final class Garbage {

    private final Database database;
    private final Duration deleteDelay;

    Garbage(Database database, Duration deleteDelay) {
        this.database = database;
        this.deleteDelay = deleteDelay;
    }

    /** Hands over bytes that nobody reads or writes. */
    public void add(StorageKey key) {
        add(key, Duration.ZERO);
    }

    /** Hands over bytes that somebody may still be at: they stay until that must be over. */
    public void addAfterDelay(StorageKey key) {
        add(key, deleteDelay);
    }

    private void add(StorageKey key, Duration delay) {
        database.sql().sql("""
            INSERT INTO garbage (storage_key, not_before) VALUES (?, staithe_now() + ?)
            ON CONFLICT (storage_key) DO NOTHING
            """).params(key.value(), delay.toMillis()).update();
    }

    /** Keys whose bytes can be deleted now, the oldest first. */
    public List<StorageKey> due(int limit) {
        return database.sql()
                .sql("SELECT storage_key FROM garbage WHERE not_before <= staithe_now() ORDER BY not_before LIMIT ?")
                .param(limit)
                .query((row, n) -> new StorageKey(row.getString(1)))
                .list();
    }

    /** The bytes are gone. */
    public void remove(StorageKey key) {
        database.sql()
                .sql("DELETE FROM garbage WHERE storage_key = ?")
                .param(key.value())
                .update();
    }

    /** The bytes could not be deleted: the next attempt waits twice as long as this one did, a day at most. */
    public void retryLater(StorageKey key, Duration first) {
        database.sql().sql("""
                    UPDATE garbage SET attempts = attempts + 1,
                    not_before = staithe_now() + CASE WHEN attempts < 10 THEN ? * (1 << attempts) ELSE 86400000 END
                    WHERE storage_key = ?
                    """).params(first.toMillis(), key.value()).update();
    }

    public long count() {
        return database.sql()
                .sql("SELECT count(*) FROM garbage")
                .query(Long.class)
                .single();
    }
}
