package io.staithe.retention;

import io.staithe.database.Database;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code retention_rule}. */
final class StoredRetentionRules {

    private final Database database;

    StoredRetentionRules(Database database) {
        this.database = database;
    }

    List<RetentionRule> list() {
        return database.sql()
                .sql("SELECT definition FROM retention_rule ORDER BY name")
                .query((row, n) -> JsonMapper.shared()
                        .readValue(row.getString(1), RuleDefinition.class)
                        .parse())
                .list();
    }

    /** Adds a rule, or takes its definition in the place of the one of this name. */
    void put(RetentionRule rule) {
        database.sql()
                .sql("""
                    INSERT INTO retention_rule (name, definition, created_at, changed_at)
                    VALUES (?, ?, staithe_now(), staithe_now())
                    ON CONFLICT (name)
                    DO UPDATE SET definition = excluded.definition, changed_at = excluded.changed_at
                    """)
                .params(rule.name(), JsonMapper.shared().writeValueAsString(RuleDefinition.of(rule)))
                .update();
    }

    void delete(String name) {
        database.sql()
                .sql("DELETE FROM retention_rule WHERE name = ?")
                .param(name)
                .update();
    }
}
