package io.staithe.access;

import io.staithe.database.Database;
import java.time.Duration;
import java.util.Set;

/**
 * The table {@code revoked_token}: ids of tokens that were taken back, for as long as something may still be valid that was
 * issued for them. It is written within transactions only. Thread-safe.
 */
final class RevokedTokens {

    /** Nothing that was issued for a token lives longer. */
    private static final Duration REMEMBERED = Duration.ofHours(25);

    private final Database database;

    RevokedTokens(Database database) {
        this.database = database;
    }

    void put(String id) {
        forgetOld();
        database.sql().sql("""
                    INSERT INTO revoked_token (id, until) VALUES (?, staithe_now() + ?)
                    ON CONFLICT (id) DO NOTHING
                    """).params(id, REMEMBERED.toMillis()).update();
    }

    /** Those of an owner, which must still be there. */
    void putAllOf(String owner) {
        forgetOld();
        database.sql().sql("""
                    INSERT INTO revoked_token (id, until) SELECT id, staithe_now() + ? FROM access_token WHERE owner = ?
                    ON CONFLICT (id) DO NOTHING
                    """).params(REMEMBERED.toMillis(), owner).update();
    }

    private void forgetOld() {
        database.sql()
                .sql("DELETE FROM revoked_token WHERE until <= staithe_now()")
                .update();
    }

    Set<String> list() {
        return Set.copyOf(database.sql()
                .sql("SELECT id FROM revoked_token WHERE until > staithe_now()")
                .query((row, n) -> row.getString(1))
                .list());
    }
}
