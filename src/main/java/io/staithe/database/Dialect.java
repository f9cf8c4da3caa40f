package io.staithe.database;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the two databases are told in different words. */
enum Dialect {

    /** One transaction writes at a time, so there is nothing to lock. */
    SQLITE("", "") {
        @Override
        void lock(JdbcClient writer, String name) {}

        @Override
        void lockPart(JdbcClient writer, String whole, String part) {}

        @Override
        void lockTables(JdbcClient writer, List<String> tables) {}
    },

    /** Transactions run side by side, at the isolation level READ COMMITTED. */
    POSTGRESQL(" FOR UPDATE", " FOR KEY SHARE") {
        @Override
        void lock(JdbcClient writer, String name) {
            writer.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")
                    .param(name)
                    .query((row, n) -> name)
                    .single();
        }

        @Override
        void lockPart(JdbcClient writer, String whole, String part) {
            writer.sql("""
                        SELECT pg_advisory_xact_lock_shared(hashtextextended(?, 0)),
                               pg_advisory_xact_lock(hashtextextended(?, 0))
                        """).params(whole, part).query((row, n) -> part).single();
        }

        @Override
        void lockTables(JdbcClient writer, List<String> tables) {
            writer.sql("LOCK TABLE " + String.join(", ", tables) + " IN ACCESS EXCLUSIVE MODE")
                    .update();
        }
    };

    final String forUpdate;
    final String forKeyShare;

    Dialect(String forUpdate, String forKeyShare) {
        this.forUpdate = forUpdate;
        this.forKeyShare = forKeyShare;
    }

    abstract void lock(JdbcClient writer, String name);

    abstract void lockPart(JdbcClient writer, String whole, String part);

    abstract void lockTables(JdbcClient writer, List<String> tables);
}
