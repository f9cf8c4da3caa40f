package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.RepositoryName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts what quotas are about from the rows themselves: when one is new or means something else, when somebody asks for it,
 * and to compare.
 */
public final class QuotaCounts {

    /** Few enough that what they have is counted within the time that one statement may take. */
    private static final int PAGE = 100;

    private static final String COUNTED_BLOBS =
            "(SELECT coalesce(sum(c.size), 0) FROM quota_blob c WHERE c.quota_id = :quota)";

    private static final String REST = """
            (SELECT coalesce(sum(x.size), 0) FROM quota_repository m
             JOIN manifest x ON x.repository_id = m.repository_id WHERE m.quota_id = :quota)
            + (SELECT coalesce(sum(x.size), 0) FROM quota_repository m
               JOIN trash x ON x.repository_id = m.repository_id WHERE m.quota_id = :quota)
            + (SELECT coalesce(sum(CASE WHEN u.reserved > u.size THEN u.reserved ELSE u.size END), 0)
               FROM upload u JOIN quota_repository m ON m.repository_id = u.repository_id
               WHERE m.quota_id = :quota) AS others,
            (SELECT count(*) FROM quota_repository m WHERE m.quota_id = :quota
             AND EXISTS (SELECT 1 FROM manifest x WHERE x.repository_id = m.repository_id)) AS repositories,
            (SELECT count(*) FROM quota_repository m JOIN tag t ON t.repository_id = m.repository_id
             WHERE m.quota_id = :quota) AS tags
            """;

    private static final String COUNT = "SELECT " + COUNTED_BLOBS + " AS blobs, " + REST;

    /** One statement, so that rows and account are those of one moment. */
    private static final String COMPARE = """
            SELECT (SELECT coalesce(sum(b.size), 0) FROM blob b WHERE b.digest IN (
                        SELECT l.digest FROM quota_repository m
                        JOIN repository_blob l ON l.repository_id = m.repository_id WHERE m.quota_id = :quota
                        UNION
                        SELECT t.blob_digest FROM quota_repository m
                        JOIN trash_blob t ON t.repository_id = m.repository_id WHERE m.quota_id = :quota)) AS blobs,
                   %s AS counted_blobs,
                   (SELECT coalesce(sum(s.bytes), 0) FROM quota_share s WHERE s.quota_id = :quota) AS used_bytes,
                   (SELECT coalesce(sum(s.repositories), 0) FROM quota_share s WHERE s.quota_id = :quota)
                   AS used_repositories,
                   (SELECT coalesce(sum(s.tags), 0) FROM quota_share s WHERE s.quota_id = :quota) AS used_tags,
                   %s
            """.formatted(COUNTED_BLOBS, REST);

    private final Database database;
    private final Repositories repositories;
    private final QuotaAccounts accounts;
    private final QuotaContents contents;
    private final QuotaShares shares;
    private final QuotaRules rules;

    QuotaCounts(Database database, Repositories repositories, QuotaAccounts accounts, QuotaRules rules) {
        this.database = database;
        this.repositories = repositories;
        this.accounts = accounts;
        this.contents = new QuotaContents(database);
        this.shares = new QuotaShares(database);
        this.rules = rules;
    }

    /** @param countedBlobs bytes of what the quota has noted as counted */
    private record Compared(long blobs, long countedBlobs, Amounts rows, Amounts account) {

        private Amounts difference() {
            Amounts difference = account.minus(rows);
            return difference.bytes() == 0 && countedBlobs != blobs
                    ? difference.plus(new Amounts(countedBlobs - blobs, 0, 0))
                    : difference;
        }
    }

    /**
     * Makes these the quotas that there are. What is new, or is about other repositories than before, is counted; pushes wait
     * meanwhile.
     *
     * @return how many were counted
     */
    public int define(List<QuotaDefinition> wanted) {
        if (isDefined(wanted)) {
            return 0;
        }
        return database.writeAlone(() -> {
            lock();
            Map<String, Entry<Long, QuotaDefinition>> stored = new HashMap<>();
            accounts.definitions()
                    .entrySet()
                    .forEach(entry -> stored.put(entry.getValue().name(), entry));
            int counted = 0;
            for (QuotaDefinition quota : wanted) {
                counted += define(quota, stored.remove(quota.name())) ? 1 : 0;
            }
            stored.values().forEach(entry -> accounts.delete(entry.getKey()));
            return counted;
        });
    }

    private boolean isDefined(List<QuotaDefinition> wanted) {
        List<QuotaDefinition> stored = new ArrayList<>(accounts.definitions().values());
        long most = database.sql()
                .sql("SELECT count(*) FROM quota_share")
                .query(Long.class)
                .single();
        return stored.size() == wanted.size()
                && stored.containsAll(wanted)
                && most == (long) shares.count() * stored.size();
    }

    private boolean define(QuotaDefinition quota, @Nullable Entry<Long, QuotaDefinition> stored) {
        if (stored == null) {
            count(accounts.insert(quota), quota);
            return true;
        }
        long id = stored.getKey();
        accounts.update(id, quota);
        if (!stored.getValue().pattern().equals(quota.pattern())) {
            count(id, quota);
            return true;
        }
        shares.set(id, accounts.get(id).used(), quota.limits());
        return false;
    }

    /** Until this transaction has ended, nobody changes an account, and all that others changed can be seen. */
    private void lock() {
        database.lockTables("quota", "quota_repository");
    }

    private void count(long id, QuotaDefinition quota) {
        execute("DELETE FROM quota_blob WHERE quota_id = :quota", id);
        execute("DELETE FROM quota_repository WHERE quota_id = :quota", id);
        SequencedMap<RepositoryId, RepositoryName> page = repositories.all(new RepositoryId(Long.MIN_VALUE), PAGE);
        while (!page.isEmpty()) {
            List<RepositoryId> matching = page.entrySet().stream()
                    .filter(repository -> rules.matches(quota.pattern(), repository.getValue()))
                    .map(Entry::getKey)
                    .toList();
            contents.join(matching, id);
            contents.addAllOf(matching, id);
            page = repositories.all(page.lastEntry().getKey(), PAGE);
        }
        execute("""
            UPDATE quota_repository SET counted = 1 WHERE quota_id = :quota
            AND EXISTS (SELECT 1 FROM manifest x WHERE x.repository_id = quota_repository.repository_id)
            """, id);
        shares.set(id, rows(id), quota.limits());
    }

    private void execute(String sql, long quota) {
        database.sql().sql(sql).param("quota", quota).update();
    }

    /** By what is counted now, and nobody changes. */
    private Amounts rows(long quota) {
        return database.sql()
                .sql(COUNT)
                .param("quota", quota)
                .query((row, n) -> amounts(row))
                .single();
    }

    private static Amounts amounts(ResultSet row) throws SQLException {
        return new Amounts(
                row.getLong("blobs") + row.getLong("others"), row.getLong("repositories"), row.getLong("tags"));
    }

    private Compared compare(long quota) {
        return database.sql()
                .sql(COMPARE)
                .param("quota", quota)
                .query((row, n) -> new Compared(
                        row.getLong("blobs"),
                        row.getLong("counted_blobs"),
                        amounts(row),
                        new Amounts(
                                row.getLong("used_bytes"), row.getLong("used_repositories"), row.getLong("used_tags"))))
                .single();
    }

    /** By how much an account is more than what the rows say; nothing if there is no such quota. Noted, and not mended. */
    public Amounts compare(String name) {
        return id(name).map(this::noted).orElse(Amounts.NONE);
    }

    private Amounts noted(long id) {
        Amounts difference = compare(id).difference();
        database.write(() -> accounts.recounted(id, difference));
        return difference;
    }

    /**
     * Makes an account what the rows say; pushes wait meanwhile. The transaction must not have read an account before: two
     * that have, and then want the tables for themselves, wait for each other.
     *
     * @return by how much it was more; empty if there is no such quota
     */
    public Optional<Amounts> mend(String name) {
        return database.writeAlone(() -> {
            lock();
            return id(name).map(this::mended);
        });
    }

    private Amounts mended(long id) {
        Amounts difference = compare(id).difference();
        count(id, accounts.get(id).definition());
        accounts.recounted(id, Amounts.NONE);
        return difference;
    }

    private Optional<Long> id(String name) {
        return database.sql()
                .sql("SELECT id FROM quota WHERE name = ?")
                .param(name)
                .query(Long.class)
                .optional();
    }
}
