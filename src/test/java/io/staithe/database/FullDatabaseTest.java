package io.staithe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** SQLite's own limit of pages stands in for a full disk. */
class FullDatabaseTest {

    @Test
    void aTransactionThatFindsNoRoomSaysSoAndTheNextOneWorks(@TempDir Path folder) throws Exception {
        try (SqliteFile file = SqliteFile.open(
                        SqliteUrl.parse("jdbc:sqlite:" + folder.resolve("test.db")), Clock.systemUTC());
                HikariDataSource source = file.writer()) {
            JdbcTemplate template = new JdbcTemplate(source);
            template.setExceptionTranslator(file.errors());
            GroupCommit commits = new GroupCommit(source, file.watches(), new SimpleMeterRegistry());
            Database database = new Database(
                    template,
                    template,
                    new TransactionTemplate(new SqliteTransactions(source, commits, file.errors())),
                    Dialect.SQLITE);
            template.execute("CREATE TABLE bytes (content BLOB)");
            template.queryForObject("PRAGMA max_page_count = 20", Integer.class);

            assertThatExceptionOfType(NonTransientDataAccessResourceException.class)
                    .isThrownBy(() -> insert(database, 200_000))
                    .withMessageContaining("no room left");
            insert(database, 10);
            assertThat(template.queryForObject("SELECT sum(length(content)) FROM bytes", Integer.class))
                    .isEqualTo(10);
        }
    }

    private static void insert(Database database, int size) {
        database.write(() -> {
            database.sql()
                    .sql("INSERT INTO bytes VALUES (?)")
                    .param(new byte[1])
                    .update();
            database.sql()
                    .sql("INSERT INTO bytes VALUES (?)")
                    .param(new byte[size - 1])
                    .update();
        });
    }
}
