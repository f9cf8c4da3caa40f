package io.staithe.access;

import io.staithe.database.Database;
import java.util.function.Supplier;

/** The table {@code access_change}: how often accounts, groups, rules, tokens and keys were changed, by any node. */
public final class Changes {

    private final Database database;

    Changes(Database database) {
        this.database = database;
    }

    long count() {
        return database.sql()
                .sql("SELECT counter FROM access_change WHERE id = 1")
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** Changes something, so that every node will know. */
    public <T> T write(Supplier<T> change) {
        return database.write(() -> {
            T result = change.get();
            database.sql().sql("""
                        INSERT INTO access_change (id, counter) VALUES (1, 1)
                        ON CONFLICT (id) DO UPDATE SET counter = access_change.counter + 1
                        """).update();
            return result;
        });
    }
}
