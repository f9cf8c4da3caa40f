package io.staithe.database;

import java.sql.SQLException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** Connections that know {@code staithe_now()}, as PostgreSQL does by its schema: a clock's milliseconds since 1970. */
class SqliteSource extends SQLiteDataSource {

    private final Clock clock;

    SqliteSource(SQLiteConfig config, Clock clock) {
        super(config);
        this.clock = clock;
    }

    @Override
    public SQLiteConnection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        SQLiteConnection connection = super.getConnection(user, password);
        Function.create(connection, "staithe_now", new Now(clock));
        return connection;
    }

    /** Connections that also tell of the rows that they touch. */
    static final class Watched extends SqliteSource {

        private final RowWatches watches;

        Watched(SQLiteConfig config, Clock clock, RowWatches watches) {
            super(config, clock);
            this.watches = watches;
        }

        @Override
        public SQLiteConnection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
            SQLiteConnection connection = super.getConnection(user, password);
            watches.install(connection);
            return connection;
        }
    }

    private static final class Now extends Function {

        private final Clock clock;

        private Now(Clock clock) {
            this.clock = clock;
        }

        @Override
        protected void xFunc() throws SQLException {
            result(clock.millis());
        }
    }
}
