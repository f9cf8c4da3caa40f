package io.staithe.metadata;

import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import io.staithe.database.Database;
import io.staithe.metadata.Uploads.Upload;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code garbage}: keys of bytes that no row refers to, and of uploads that ended unfinished. */
public final class Garbage {

    private final Database database;
    private final Duration deleteDelay;

    Garbage(Database database, Duration deleteDelay) {
        this.database = database;
        this.deleteDelay = deleteDelay;
    }

    /**
     * What can be removed.
     *
     * @param size in bytes; 0 if nobody knows
     * @param unfinished the last state of an upload that ended unfinished; null for bytes that were committed
     */
    public record Item(StorageKey key, long size, @Nullable WriteState unfinished) {}

    /** How much waits. */
    public record Waiting(long keys, long bytes) {}

    /** Hands over committed bytes that nobody reads. */
    public void add(StorageKey key, long size) {
        add(key, size, null, Duration.ZERO);
    }

    /** Hands over committed bytes that somebody may still read: they stay until that must be over. */
    public void addAfterDelay(StorageKey key, long size) {
        add(key, size, null, deleteDelay);
    }

    /** Hands over committed bytes that are kept for a while. */
    public void addAfter(StorageKey key, long size, Duration delay) {
        add(key, size, null, delay);
    }

    /** Notes a key that somebody is about to write to: unless it is removed again, what was written goes after a while. */
    public void reserve(StorageKey key, Duration delay) {
        add(key, 0, "", delay);
    }

    /** What was written to a reserved key is needed. */
    public void release(StorageKey key) {
        remove(List.of(key));
    }

    /** Hands over an upload that nobody writes to. */
    public void addUnfinished(Upload upload) {
        add(upload.key(), upload.size(), token(upload), Duration.ZERO);
    }

    /** Hands over an upload that somebody may still write to: its bytes stay until that must be over. */
    public void addUnfinishedAfterDelay(Upload upload) {
        add(upload.key(), upload.size(), token(upload), deleteDelay);
    }

    private static String token(Upload upload) {
        return upload.state() == null ? "" : upload.state().token();
    }

    private void add(StorageKey key, long size, @Nullable String state, Duration delay) {
        database.sql()
                .sql("""
                    INSERT INTO garbage (storage_key, size, state, not_before) VALUES (?, ?, ?, staithe_now() + ?)
                    ON CONFLICT (storage_key) DO NOTHING
                    """)
                .param(key.value())
                .param(size)
                .param(state)
                .param(delay.toMillis())
                .update();
    }

    /** What can be removed now, the oldest first. */
    public List<Item> due(int limit) {
        return database.sql()
                .sql("""
                    SELECT storage_key, size, state FROM garbage
                    WHERE not_before <= staithe_now() ORDER BY not_before LIMIT ?
                    """)
                .param(limit)
                .query((row, n) -> item(row.getString(1), row.getLong(2), row.getString(3)))
                .list();
    }

    private static Item item(String key, long size, @Nullable String state) {
        return new Item(new StorageKey(key), size, state == null ? null : new WriteState(0, state));
    }

    /** The bytes are gone. */
    public void remove(Collection<StorageKey> keys) {
        database.batch(
                "DELETE FROM garbage WHERE storage_key = ?",
                keys.stream().map(key -> new Object[] {key.value()}).toList());
    }

    /** The bytes could not be deleted: the next attempt waits twice as long as this one did, a day at most. */
    public void retryLater(StorageKey key, Duration first) {
        database.sql().sql("""
                    UPDATE garbage SET attempts = attempts + 1,
                    not_before = staithe_now() + CASE WHEN attempts < 10 THEN ? * (1 << attempts) ELSE 86400000 END
                    WHERE storage_key = ?
                    """).params(first.toMillis(), key.value()).update();
    }

    /** All that waits, due or not. */
    public Waiting waiting() {
        return database.sql()
                .sql("SELECT count(*), coalesce(sum(size), 0) FROM garbage")
                .query((row, n) -> new Waiting(row.getLong(1), row.getLong(2)))
                .single();
    }
}
