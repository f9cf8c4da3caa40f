package io.staithe.audit;

import io.staithe.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code audit}. */
final class AuditRows {

    private static final int BATCH = 1000;

    private final Database database;

    AuditRows(Database database) {
        this.database = database;
    }

    /** An event with its time, in milliseconds since 1970. */
    record Row(long at, AuditOrigin origin, AuditEvent event) {}

    /** Only within a transaction. */
    void insert(List<Row> rows) {
        database.batch("""
                INSERT INTO audit (at, kind, subject, address, request, target, allowed, reason)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """, rows.stream().map(AuditRows::values).toList());
    }

    private static Object[] values(Row row) {
        AuditOrigin origin = row.origin();
        AuditEvent event = row.event();
        return new Object[] {
            row.at(),
            event.kind(),
            origin.subject(),
            origin.address(),
            origin.request(),
            event.target(),
            event.allowed() ? 1 : 0,
            event.reason()
        };
    }

    /**
     * The newest ones first.
     *
     * @param before ids from this one on are left out
     * @param subject null for all
     * @param kind null for all
     */
    List<AuditEntry> page(long before, @Nullable String subject, @Nullable String kind, int limit) {
        return database.sql()
                .sql("""
                    SELECT id, at, kind, subject, address, request, target, allowed, reason FROM audit
                    WHERE id < ? AND subject = COALESCE(?, subject) AND kind = COALESCE(?, kind)
                    ORDER BY id DESC LIMIT ?
                    """)
                .param(before)
                .param(subject)
                .param(kind)
                .param(limit)
                .query(AuditRows::entry)
                .list();
    }

    private static AuditEntry entry(ResultSet row, int number) throws SQLException {
        return new AuditEntry(
                row.getLong("id"),
                Instant.ofEpochMilli(row.getLong("at")),
                new AuditOrigin(row.getString("subject"), row.getString("address"), row.getString("request")),
                new AuditEvent(
                        row.getString("kind"),
                        row.getString("target"),
                        row.getInt("allowed") == 1,
                        row.getString("reason")));
    }

    /** Deletes some of those that are older. @return whether there may be more */
    boolean deleteOlder(Duration keep) {
        return database.write(() ->
                        database.sql().sql("""
                            DELETE FROM audit WHERE id IN (
                                SELECT id FROM audit WHERE at < staithe_now() - ? ORDER BY at LIMIT ?)
                            """).params(keep.toMillis(), BATCH).update())
                == BATCH;
    }
}
