package io.staithe.access;

import io.staithe.database.Database;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what the database has about access, all of it. */
final class StoredAccess {

    private final Database database;
    private final Accounts accounts;
    private final StoredRules rules;
    private final AccessTokens tokens;
    private final Changes changes;

    StoredAccess(Database database, Accounts accounts, StoredRules rules, AccessTokens tokens, Changes changes) {
        this.database = database;
        this.accounts = accounts;
        this.rules = rules;
        this.tokens = tokens;
        this.changes = changes;
    }

    /** @param groups the names of groups by the id of each member */
    record Content(List<Account> accounts, List<Rule> rules, Map<String, Set<String>> groups, Set<String> revoked) {}

    long count() {
        return changes.count();
    }

    Content read() {
        return new Content(
                accounts.list(),
                rules.list().stream().map(StoredRules.Stored::rule).toList(),
                groups(),
                tokens.revoked());
    }

    private Map<String, Set<String>> groups() {
        Map<String, Set<String>> groups = new HashMap<>();
        database.sql().sql("SELECT group_name, member FROM access_member").query(row -> {
            groups.computeIfAbsent(row.getString("member"), key -> new HashSet<>())
                    .add(row.getString("group_name"));
        });
        return groups;
    }
}
