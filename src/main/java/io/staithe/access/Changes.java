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
                .single();
    }

    /** Changes something, so that every node will know. */
    public <T> T write(Supplier<T> change) {
        return database.write(() -> {
            T result = change.get();
            database.sql()
                    .sql("UPDATE access_change SET counter = counter + 1 WHERE id = 1")
                    .update();
            return result;
        });
    }
}
