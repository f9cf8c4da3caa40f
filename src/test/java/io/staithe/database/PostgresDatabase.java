package io.staithe.database;

import com.zaxxer.hikari.HikariDataSource;
import io.staithe.testing.TestPostgres;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A new database with one table. */
final class PostgresDatabase implements AutoCloseable {

    static final int POOL_SIZE = 4;

    private final HikariDataSource pool;
    private final Database database;

    private PostgresDatabase(HikariDataSource pool, Database database) {
        this.pool = pool;
        this.database = database;
    }

    static PostgresDatabase open(String url) {
        DatabaseProperties limits =
                new DatabaseProperties(Duration.ofSeconds(30), Duration.ofSeconds(4), Duration.ofMillis(2500));
        HikariDataSource pool =
                PostgresServer.reach(new PostgresUrl(url), "", "", limits).pool();
        pool.setMaximumPoolSize(POOL_SIZE);
        pool.setConnectionTimeout(500);
        return new PostgresDatabase(pool, new PostgresConfiguration().database(pool, limits));
    }

    static PostgresDatabase withTable() {
        PostgresDatabase database = open(TestPostgres.create());
        database.update("CREATE TABLE word (id integer PRIMARY KEY, text text UNIQUE)");
        database.update("CREATE TABLE letter (id integer PRIMARY KEY, word integer REFERENCES word (id))");
        return database;
    }

    Database database() {
        return database;
    }

    JdbcClient sql() {
        return database.sql();
    }

    int update(String sql) {
        return database.sql().sql(sql).update();
    }

    String ask(String sql) {
        return database.sql()
                .sql(sql)
                .query((row, n) -> String.valueOf(row.getString(1)))
                .single();
    }

    @Override
    public void close() {
        pool.close();
    }
}
