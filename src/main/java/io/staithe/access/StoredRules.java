package io.staithe.access;

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

    /** A rule that can be taken back by its id. */
    record Stored(String id, Rule rule) {}

    List<Stored> list() {
        return database.sql()
                .sql("SELECT id, subject, repository, role FROM access_rule ORDER BY subject, repository")
                .query(StoredRules::stored)
                .list();
    }

    private static Stored stored(ResultSet row, int number) throws SQLException {
        return new Stored(
                row.getString("id"),
                new Rule(
                        RuleSubject.parse(row.getString("subject")).orElseThrow(),
                        RepositoryPattern.parse(row.getString("repository")).orElseThrow(),
                        Role.find(row.getString("role")).orElseThrow()));
    }

    /** Adds a rule, or changes the role of the one with the same subject and pattern. */
    void put(Rule rule) {
        database.sql()
                .sql("""
                    INSERT INTO access_rule (id, subject, repository, role, created_at) VALUES (?, ?, ?, ?, staithe_now())
                    ON CONFLICT (subject, repository) DO UPDATE SET role = excluded.role
                    """)
                .params(
                        UUID.randomUUID().toString(),
                        rule.subject().toString(),
                        rule.repository().toString(),
                        rule.role().word())
                .update();
    }
}
