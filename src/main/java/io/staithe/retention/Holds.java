package io.staithe.retention;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.RepositoryName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code retention_hold}: repositories of which so much would go that somebody has to confirm it. */
final class Holds {

    private static final String COLUMNS = """
        SELECT r.name, h.fingerprint, h.tags, h.manifests, h.share, h.held_at, h.confirmed_by, h.confirmed_at
        FROM retention_hold h JOIN repository r ON r.id = h.repository_id
        """;

    private final Database database;

    Holds(Database database) {
        this.database = database;
    }

    /** Says what would go. What was confirmed for other rules is confirmed no more. */
    void put(RepositoryId repository, String fingerprint, long tags, long manifests, int share) {
        database.write(() -> database.sql()
                .sql("""
                    INSERT INTO retention_hold (repository_id, fingerprint, tags, manifests, share, held_at)
                    VALUES (?, ?, ?, ?, ?, staithe_now())
                    ON CONFLICT (repository_id)
                    DO UPDATE SET tags = excluded.tags, manifests = excluded.manifests, share = excluded.share,
                        confirmed_by = CASE WHEN retention_hold.fingerprint = excluded.fingerprint
                                            THEN retention_hold.confirmed_by END,
                        confirmed_at = CASE WHEN retention_hold.fingerprint = excluded.fingerprint
                                            THEN retention_hold.confirmed_at END,
                        fingerprint = excluded.fingerprint
                    """)
                .params(repository.value(), fingerprint, tags, manifests, share)
                .update());
    }

    boolean isConfirmed(RepositoryId repository, String fingerprint) {
        return database.sql()
                .sql("""
                    SELECT 1 FROM retention_hold
                    WHERE repository_id = ? AND fingerprint = ? AND confirmed_at IS NOT NULL
                    """)
                .params(repository.value(), fingerprint)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** @return false if nothing waits in the repository */
    boolean confirm(RepositoryId repository, String by) {
        return database.sql().sql("""
                            UPDATE retention_hold SET confirmed_by = ?, confirmed_at = staithe_now()
                            WHERE repository_id = ?
                            """).params(by, repository.value()).update() == 1;
    }

    /** Ends what waited, and what was confirmed. */
    void remove(RepositoryId repository) {
        database.write(() -> database.sql()
                .sql("DELETE FROM retention_hold WHERE repository_id = ?")
                .param(repository.value())
                .update());
    }

    boolean has(RepositoryId repository) {
        return database.sql()
                .sql("SELECT 1 FROM retention_hold WHERE repository_id = ?")
                .param(repository.value())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    Optional<Hold> find(RepositoryName repository) {
        return database.sql()
                .sql(COLUMNS + "WHERE r.name = ?")
                .param(repository.value())
                .query(Holds::hold)
                .optional();
    }

    List<Hold> page(String after, int limit) {
        return database.sql()
                .sql(COLUMNS + "WHERE r.name > ? ORDER BY r.name LIMIT ?")
                .params(after, limit)
                .query(Holds::hold)
                .list();
    }

    private static Hold hold(ResultSet row, int number) throws SQLException {
        String by = row.getString(7);
        return new Hold(
                new RepositoryName(row.getString(1)),
                row.getLong(3),
                row.getLong(4),
                row.getInt(5),
                Instant.ofEpochMilli(row.getLong(6)),
                by == null
                        ? Optional.empty()
                        : Optional.of(new Hold.Confirmation(by, Instant.ofEpochMilli(row.getLong(8)))));
    }

    long waiting() {
        return database.sql()
                .sql("SELECT count(*) FROM retention_hold WHERE confirmed_at IS NULL")
                .query(Long.class)
                .single();
    }
}
