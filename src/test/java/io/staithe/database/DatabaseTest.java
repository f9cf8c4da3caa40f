package io.staithe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.PermissionDeniedDataAccessException;

class DatabaseTest {

    private SqliteDatabase sqlite;

    @BeforeEach
    void open(@TempDir Path folder) {
        sqlite = SqliteDatabase.open(folder);
    }

    @AfterEach
    void close() throws IOException {
        sqlite.close();
    }

    @Test
    void workThatLostAgainstAnotherTransactionIsRunAgain() {
        AtomicInteger attempts = new AtomicInteger();
        int rows = sqlite.database().write(() -> {
            int added = sqlite.add("attempt " + attempts.get());
            if (attempts.incrementAndGet() < 3) {
                throw new CannotAcquireLockException("busy");
            }
            return added;
        });
        assertThat(rows).isEqualTo(1);
        assertThat(attempts).hasValue(3);
        assertThat(sqlite.count()).isEqualTo(1);
    }

    @Test
    void workThatLosesAgainAndAgainIsGivenUp() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> sqlite.database().write(() -> {
                    attempts.incrementAndGet();
                    throw new CannotAcquireLockException("busy");
                }))
                .isInstanceOf(CannotAcquireLockException.class);
        assertThat(attempts).hasValue(5);
    }

    @Test
    void workThatFailsLeavesNothingAndIsNotRunAgain() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> sqlite.database().write(() -> {
                    attempts.incrementAndGet();
                    sqlite.add("one");
                    return sqlite.add("one");
                }))
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThat(attempts).hasValue(1);
        assertThat(sqlite.count()).isZero();
    }

    @Test
    void workWithinWorkIsOneTransaction() {
        Database database = sqlite.database();
        assertThatThrownBy(() -> database.write(() -> {
                    database.write(() -> sqlite.add("inner"));
                    assertThat(sqlite.count()).isEqualTo(1);
                    throw new IllegalStateException("outer");
                }))
                .hasMessage("outer");
        assertThat(sqlite.count()).isZero();
    }

    @Test
    void aBatchIsPartOfItsTransaction() {
        assertThatThrownBy(() -> sqlite.database().write(() -> {
                    List<Object[]> rows = List.of(new Object[] {"one"}, new Object[] {"two"});
                    sqlite.database().batch("INSERT INTO word (text) VALUES (?)", rows);
                    throw new IllegalStateException("after the batch");
                }))
                .hasMessage("after the batch");
        assertThat(sqlite.count()).isZero();
    }

    @Test
    void aListenerIsToldOfEachRowThatAnyStatementTouches() {
        Told told = new Told();
        assertThat(sqlite.database().watch("word", List.of("id", "text"), told)).isTrue();
        inOne("INSERT INTO word (id, text) VALUES (1, 'one'), (2, 'two')");
        inOne("INSERT INTO word (id, text) VALUES (1, 'uno') ON CONFLICT (id) DO UPDATE SET text = excluded.text");
        inOne("UPDATE word SET id = 3 WHERE id = 2");
        sqlite.writer().getHikariPoolMXBean().softEvictConnections();
        inOne("DELETE FROM word");
        assertThat(told.events)
                .containsExactly(
                        "1 one", "2 two", "end", "1 one", "1 uno", "end", "2 two", "3 two", "end", "1 uno", "3 two",
                        "end");
    }

    @Test
    void aListenerIsToldOfTheEndOfATransactionThatFailed() {
        Told told = new Told();
        sqlite.database().watch("word", List.of("text"), told);
        assertThatThrownBy(() -> sqlite.database().write(() -> {
                    sqlite.add("one");
                    throw new IllegalStateException("after the row");
                }))
                .hasMessage("after the row");
        assertThat(told.events).containsExactly("one", "end");
    }

    private void inOne(String sql) {
        sqlite.database().write(() -> sqlite.update(sql));
    }

    private static final class Told implements RowListener {

        private final List<String> events = new ArrayList<>();

        @Override
        public void touched(List<String> key) {
            events.add(String.join(" ", key));
        }

        @Override
        public void settled() {
            events.add("end");
        }
    }

    @Test
    void aReaderSeesWhatIsCommittedAndNothingElse() throws SQLException {
        try (Connection reader = sqlite.readers().getConnection()) {
            sqlite.database().write(() -> {
                sqlite.add("one");
                assertThat(count(reader)).isZero();
            });
            assertThat(count(reader)).isEqualTo(1);
        }
    }

    private static long count(Connection connection) {
        try {
            return Long.parseLong(query(connection, "SELECT count(*) FROM word"));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aReaderCannotWrite() {
        assertThatThrownBy(() -> sqlite.add("outside of a transaction"))
                .isInstanceOf(PermissionDeniedDataAccessException.class);
        assertThat(sqlite.count()).isZero();
    }

    @Test
    void everyConnectionSyncsEachCommitAndKeepsForeignKeys() throws SQLException {
        for (HikariDataSource pool : List.of(sqlite.writer(), sqlite.readers())) {
            List<Connection> connections = new ArrayList<>();
            try {
                int size = pool.getMaximumPoolSize();
                for (int i = 0; i < size; i++) {
                    Connection connection = pool.getConnection();
                    connections.add(connection);
                    assertThat(query(connection, "PRAGMA journal_mode")).isEqualTo("wal");
                    assertThat(query(connection, "PRAGMA synchronous"))
                            .as("FULL")
                            .isEqualTo("2");
                    assertThat(query(connection, "PRAGMA foreign_keys")).isEqualTo("1");
                    assertThat(query(connection, "PRAGMA busy_timeout")).isEqualTo("10000");
                    assertThat(query(connection, "PRAGMA mmap_size")).isEqualTo("0");
                }
            } finally {
                for (Connection connection : connections) {
                    connection.close();
                }
            }
        }
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "nothing";
        }
    }
}
