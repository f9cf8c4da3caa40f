package io.staithe.metadata;

import io.staithe.database.Database;
import java.util.Optional;

/** The table {@code store_identity}: which store the blobs lie in, one row at most. */
public final class StoreIdentities {

    private final Database database;

    public StoreIdentities(Database database) {
        this.database = database;
    }

    /** @param confirmed whether the store certainly had this identity once */
    public record Known(String identity, boolean confirmed) {}

    public Optional<Known> find() {
        return database.sql()
                .sql("SELECT identity, confirmed_at IS NOT NULL FROM store_identity")
                .query((row, n) -> new Known(row.getString(1), row.getBoolean(2)))
                .optional();
    }

    /** Changes nothing if there is one. */
    public void propose(String identity) {
        database.sql()
                .sql("INSERT INTO store_identity (only_row, identity) VALUES (1, ?) ON CONFLICT (only_row) DO NOTHING")
                .param(identity)
                .update();
    }

    public void confirm() {
        database.sql()
                .sql("UPDATE store_identity SET confirmed_at = staithe_now() WHERE confirmed_at IS NULL")
                .update();
    }
}
