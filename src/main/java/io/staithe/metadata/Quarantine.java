package io.staithe.metadata;

import io.staithe.blobstore.StorageKey;
import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The columns of {@code blob} and {@code manifest} that say what is wrong with their bytes. */
public final class Quarantine {

    private final Database database;
    private final Garbage garbage;
    private final Duration keep;

    /** @param keep how long damaged bytes stay once others have taken their place */
    Quarantine(Database database, Garbage garbage, Duration keep) {
        this.database = database;
        this.garbage = garbage;
        this.keep = keep;
    }

    /** What is wrong with bytes. */
    public enum Damage {
        /** They are not those of the digest. */
        CORRUPT,
        /** There are none. Another node may still find them, if this one looks into the wrong folder or bucket. */
        MISSING,
        /** Whoever reads them gets an error, again and again, and others can be read. */
        UNREADABLE;

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Damage of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * Content that is not served.
     *
     * @param kind {@code blob} or {@code manifest}
     * @param size in bytes, as it should be
     * @param where the storage key of a blob, the repository of a manifest
     * @param seen what is wrong
     * @param repositories those that have it, some of them if they are many
     */
    public record Damaged(
            String kind,
            Digest digest,
            long size,
            String where,
            Damage damage,
            String seen,
            Instant since,
            List<String> repositories) {}

    private record Held(StorageKey key, long size, Damage damage) {}

    /** @return false if the blob is gone, has other bytes by now, or was known to be damaged */
    public boolean mark(Digest digest, StorageKey key, Damage damage, String seen) {
        return database.sql()
                        .sql("""
                            UPDATE blob SET damage = ?, damage_seen = ?, damaged_at = staithe_now()
                            WHERE digest = ? AND storage_key = ? AND damage IS NULL
                            """)
                        .params(damage.text(), seen, digest.toString(), key.value())
                        .update()
                == 1;
    }

    /** The bytes are what they should be, whatever was seen of them before. @return false if nothing was */
    public boolean clear(Digest digest, StorageKey key) {
        return database.sql().sql("""
                            UPDATE blob SET damage = NULL, damage_seen = NULL, damaged_at = NULL
                            WHERE digest = ? AND storage_key = ? AND damage IS NOT NULL
                            """).params(digest.toString(), key.value()).update() == 1;
    }

    /**
     * Lets bytes that have the digest take the place of damaged ones, which are kept for a while.
     *
     * @return false if the blob is not known to be damaged
     */
    public boolean heal(Digest digest, StorageKey good) {
        Optional<Held> damaged = database.sql()
                .sql("SELECT storage_key, size, damage FROM blob WHERE digest = ? AND damage IS NOT NULL"
                        + database.forUpdate())
                .param(digest.toString())
                .query((row, n) ->
                        new Held(new StorageKey(row.getString(1)), row.getLong(2), Damage.of(row.getString(3))))
                .optional();
        damaged.ifPresent(held -> replace(digest, held, good));
        return damaged.isPresent();
    }

    private void replace(Digest digest, Held held, StorageKey good) {
        database.sql().sql("""
                    UPDATE blob SET storage_key = ?, damage = NULL, damage_seen = NULL, damaged_at = NULL
                    WHERE digest = ?
                    """).params(good.value(), digest.toString()).update();
        if (held.damage() != Damage.MISSING) {
            garbage.addAfter(held.key(), held.size(), keep);
        }
    }

    /** @return false if the manifest is gone or was known to be damaged */
    public boolean mark(RepositoryId repository, Digest digest, String seen) {
        return database.sql()
                        .sql("""
                            UPDATE manifest SET damage_seen = ?, damaged_at = staithe_now()
                            WHERE repository_id = ? AND digest = ? AND damaged_at IS NULL
                            """)
                        .params(seen, repository.value(), digest.toString())
                        .update()
                == 1;
    }

    /** @return false if nothing was wrong */
    public boolean clear(RepositoryId repository, Digest digest) {
        return database.sql()
                        .sql("""
                            UPDATE manifest SET damage_seen = NULL, damaged_at = NULL
                            WHERE repository_id = ? AND digest = ? AND damaged_at IS NOT NULL
                            """)
                        .params(repository.value(), digest.toString())
                        .update()
                == 1;
    }

    public long blobs() {
        return count("SELECT count(*) FROM blob WHERE damage IS NOT NULL");
    }

    public long manifests() {
        return count("SELECT count(*) FROM manifest WHERE damaged_at IS NOT NULL");
    }

    private long count(String sql) {
        return database.sql().sql(sql).query(Long.class).single();
    }

    /**
     * What is not served, in the order of digests.
     *
     * @param after digests up to and including this one are left out; empty for the first page
     */
    public List<Damaged> page(String after, int limit) {
        return database
                .sql()
                .sql("""
                    SELECT 'blob', digest, size, storage_key, damage, damage_seen, damaged_at
                    FROM blob WHERE damage IS NOT NULL AND digest > :after
                    UNION ALL
                    SELECT 'manifest', m.digest, m.size, r.name, 'corrupt', m.damage_seen, m.damaged_at
                    FROM manifest m JOIN repository r ON r.id = m.repository_id
                    WHERE m.damaged_at IS NOT NULL AND m.digest > :after
                    ORDER BY 2, 4 LIMIT :limit
                    """)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> new Damaged(
                        row.getString(1),
                        Digest.parse(row.getString(2)),
                        row.getLong(3),
                        row.getString(4),
                        Damage.of(row.getString(5)),
                        row.getString(6),
                        Instant.ofEpochMilli(row.getLong(7)),
                        List.of()))
                .list()
                .stream()
                .map(this::withRepositories)
                .toList();
    }

    private Damaged withRepositories(Damaged found) {
        List<String> names = found.kind().equals("manifest") ? List.of(found.where()) : repositories(found.digest());
        return new Damaged(
                found.kind(),
                found.digest(),
                found.size(),
                found.where(),
                found.damage(),
                found.seen(),
                found.since(),
                names);
    }

    private List<String> repositories(Digest blob) {
        return database.sql()
                .sql("""
                    SELECT r.name FROM repository_blob l JOIN repository r ON r.id = l.repository_id
                    WHERE l.digest = ? ORDER BY r.name LIMIT 20
                    """)
                .param(blob.toString())
                .query((row, n) -> row.getString(1))
                .list();
    }
}
