package io.staithe.access;

import io.staithe.access.Account.Origin;
import io.staithe.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The table {@code access_rule}. A subject has one role on a pattern. */
final class StoredRules {

    private final Database database;

    StoredRules(Database database) {
        this.database = database;
    }

    List<KnownRule> list() {
        return database.sql()
                .sql("SELECT id, subject, repository, role FROM access_rule ORDER BY subject, repository")
                .query(StoredRules::stored)
                .list();
    }

    private static KnownRule stored(ResultSet row, int number) throws SQLException {
        return new KnownRule(
                row.getString("id"),
                new Rule(
                        RuleSubject.parse(row.getString("subject")).orElseThrow(),
                        RepositoryPattern.parse(row.getString("repository")).orElseThrow(),
                        Role.find(row.getString("role")).orElseThrow()),
                Origin.DATABASE);
    }

    /** Adds a rule, or changes the role of the one with the same subject and pattern. */
    void put(Rule rule) {
        put(UUID.randomUUID().toString(), rule);
    }

    private void put(String id, Rule rule) {
        database.sql()
                .sql("""
                    INSERT INTO access_rule (id, subject, repository, role, created_at) VALUES (?, ?, ?, ?, staithe_now())
                    ON CONFLICT (subject, repository) DO UPDATE SET role = excluded.role
                    """)
                .params(
                        id,
                        rule.subject().toString(),
                        rule.repository().toString(),
                        rule.role().word())
                .update();
    }

    /** Adds a rule that is not there yet. */
    KnownRule insert(Rule rule) {
        String id = UUID.randomUUID().toString();
        put(id, rule);
        return new KnownRule(id, rule, Origin.DATABASE);
    }

    void setRole(String id, Role role) {
        database.sql()
                .sql("UPDATE access_rule SET role = ? WHERE id = ?")
                .params(role.word(), id)
                .update();
    }

    void delete(String id) {
        database.sql().sql("DELETE FROM access_rule WHERE id = ?").param(id).update();
    }

    /** Takes all rights of a subject away, so that the next one of this name does not inherit them. */
    void deleteOf(String subject) {
        database.sql()
                .sql("DELETE FROM access_rule WHERE subject = ?")
                .param(subject)
                .update();
    }
}
