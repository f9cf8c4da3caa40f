package io.staithe.database;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** A database in a folder, with one table. */
final class SqliteDatabase implements AutoCloseable {

    private static final int READERS = 2;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final SqliteFile file;
    private final HikariDataSource writer;
    private final HikariDataSource readers;
    private final Database database;

    private SqliteDatabase(SqliteFile file) {
        this.file = file;
        this.writer = file.writer();
        this.readers = file.readers(READERS);
        this.database = new SqliteConfiguration().database(writer, readers, file, meters);
    }

    static SqliteDatabase open(Path folder) {
        SqliteDatabase database = new SqliteDatabase(
                SqliteFile.open(SqliteUrl.parse("jdbc:sqlite:" + folder.resolve("test.db")), Clock.systemUTC()));
        database.database.write(
                () -> database.update("CREATE TABLE IF NOT EXISTS word (id INTEGER PRIMARY KEY, text TEXT UNIQUE)"));
        return database;
    }

    Database database() {
        return database;
    }

    MeterRegistry meters() {
        return meters;
    }

    HikariDataSource writer() {
        return writer;
    }

    HikariDataSource readers() {
        return readers;
    }

    int update(String sql) {
        return database.sql().sql(sql).update();
    }

    int query(String sql) {
        return database.sql().sql(sql).query(Integer.class).single();
    }

    int add(String word) {
        return database.sql()
                .sql("INSERT INTO word (text) VALUES (?)")
                .param(word)
                .update();
    }

    long count() {
        return database.sql().sql("SELECT count(*) FROM word").query(Long.class).single();
    }

    @Override
    public void close() throws IOException {
        readers.close();
        writer.close();
        file.close();
    }
}
