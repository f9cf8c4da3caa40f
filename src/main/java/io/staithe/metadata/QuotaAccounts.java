package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code quota}, with what each account says. */
public final class QuotaAccounts {

    private static final String COLUMNS = """
            SELECT q.name, q.pattern, q.bytes, q.repositories, q.tags, q.recounted_at,
                   q.difference_bytes, q.difference_repositories, q.difference_tags,
                   (SELECT sum(s.bytes) FROM quota_share s WHERE s.quota_id = q.id) AS used_bytes,
                   (SELECT sum(s.repositories) FROM quota_share s WHERE s.quota_id = q.id) AS used_repositories,
                   (SELECT sum(s.tags) FROM quota_share s WHERE s.quota_id = q.id) AS used_tags
            """;

    private final Database database;

    QuotaAccounts(Database database) {
        this.database = database;
    }

    /**
     * A quota and what is used of it.
     *
     * @param countsRepository whether the repository that was asked for counts already
     * @param recountedAt when the last recount ended
     * @param difference by how much the account was more than the rows then
     */
    public record Account(
            QuotaDefinition definition,
            Amounts used,
            boolean countsRepository,
            Optional<Instant> recountedAt,
            Amounts difference) {}

    /** By name. */
    public List<Account> all() {
        return database.sql()
                .sql(COLUMNS + ", 1 AS counted FROM quota q ORDER BY q.name")
                .query(QuotaAccounts::account)
                .list();
    }

    /** Those that are about a repository. */
    public List<Account> of(RepositoryId repository) {
        return database.sql()
                .sql(COLUMNS + """
                    , m.counted FROM quota q JOIN quota_repository m ON m.quota_id = q.id
                    WHERE m.repository_id = ? ORDER BY q.id
                    """)
                .param(repository.value())
                .query(QuotaAccounts::account)
                .list();
    }

    Account get(long id) {
        return database.sql()
                .sql(COLUMNS + ", 1 AS counted FROM quota q WHERE q.id = ?")
                .param(id)
                .query(QuotaAccounts::account)
                .single();
    }

    /** By id. */
    Map<Long, QuotaDefinition> definitions() {
        Map<Long, QuotaDefinition> found = new LinkedHashMap<>();
        database.sql()
                .sql("SELECT id, name, pattern, bytes, repositories, tags FROM quota ORDER BY id")
                .query(row -> {
                    found.put(row.getLong("id"), definition(row));
                });
        return found;
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        Long recounted = limit(row, "recounted_at");
        return new Account(
                definition(row),
                new Amounts(row.getLong("used_bytes"), row.getLong("used_repositories"), row.getLong("used_tags")),
                row.getInt("counted") == 1,
                Optional.ofNullable(recounted).map(Instant::ofEpochMilli),
                new Amounts(
                        row.getLong("difference_bytes"),
                        row.getLong("difference_repositories"),
                        row.getLong("difference_tags")));
    }

    static QuotaDefinition definition(ResultSet row) throws SQLException {
        return new QuotaDefinition(
                row.getString("name"),
                row.getString("pattern"),
                limit(row, "bytes"),
                limit(row, "repositories"),
                limit(row, "tags"));
    }

    private static @Nullable Long limit(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    long insert(QuotaDefinition quota) {
        return database.sql()
                .sql("INSERT INTO quota (name, pattern, bytes, repositories, tags) VALUES (?, ?, ?, ?, ?) RETURNING id")
                .param(quota.name())
                .param(quota.pattern())
                .param(quota.bytes())
                .param(quota.repositories())
                .param(quota.tags())
                .query(Long.class)
                .single();
    }

    void update(long id, QuotaDefinition quota) {
        database.sql()
                .sql("UPDATE quota SET pattern = ?, bytes = ?, repositories = ?, tags = ? WHERE id = ?")
                .param(quota.pattern())
                .param(quota.bytes())
                .param(quota.repositories())
                .param(quota.tags())
                .param(id)
                .update();
    }

    void delete(long id) {
        database.sql().sql("DELETE FROM quota WHERE id = ?").param(id).update();
    }

    void recounted(long id, Amounts difference) {
        database.sql()
                .sql("""
                    UPDATE quota SET recounted_at = staithe_now(), difference_bytes = ?, difference_repositories = ?,
                                     difference_tags = ?
                    WHERE id = ?
                    """)
                .params(difference.bytes(), difference.repositories(), difference.tags(), id)
                .update();
    }
}
