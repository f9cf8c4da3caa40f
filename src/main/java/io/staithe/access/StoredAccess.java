package io.staithe.access;

import io.staithe.database.Database;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Reads what the database has about access, all of it. */
final class StoredAccess {

    private static final String LOCK = "access";

    private final Database database;
    private final Accounts accounts;
    private final StoredRules rules;
    private final StoredGroups groups;
    private final AccessTokens tokens;
    private final Changes changes;

    StoredAccess(
            Database database,
            Accounts accounts,
            StoredRules rules,
            StoredGroups groups,
            AccessTokens tokens,
            Changes changes) {
        this.database = database;
        this.accounts = accounts;
        this.rules = rules;
        this.groups = groups;
        this.tokens = tokens;
        this.changes = changes;
    }

    /** @param groups the ids of members by the name of each group */
    record Content(
            List<Account> accounts, List<KnownRule> rules, Map<String, Set<String>> groups, Set<String> revoked) {}

    long count() {
        return changes.count();
    }

    Content read() {
        return new Content(accounts.list(), rules.list(), groups.list(), tokens.revoked());
    }

    /** Changes something while nobody else does, so that every node will know. */
    <T> T change(Supplier<T> work) {
        return changes.write(() -> {
            database.lock(LOCK);
            return work.get();
        });
    }
}
