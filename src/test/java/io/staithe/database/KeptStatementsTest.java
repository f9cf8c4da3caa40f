package io.staithe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

class KeptStatementsTest {

    private Connection connection;

    @BeforeEach
    void open(@TempDir Path folder) throws SQLException {
        SqliteSource source = new SqliteSource(new SQLiteConfig(), Clock.systemUTC());
        source.setUrl("jdbc:sqlite:" + folder.resolve("test.db"));
        connection = new KeptStatements(source).getConnection();
        update("CREATE TABLE word (text TEXT UNIQUE)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private int update(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    private long count() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM word")) {
            ResultSet result = statement.executeQuery();
            return result.next() ? result.getLong(1) : -1;
        }
    }

    @Test
    void aStatementThatIsPreparedAgainHasNoParameters() throws SQLException {
        String sql = "INSERT INTO word VALUES (?)";
        update(sql, "one");
        assertThat(update(sql)).as("inserts NULL").isEqualTo(1);
        assertThat(update("DELETE FROM word WHERE text IS NULL")).isEqualTo(1);
    }

    /** The driver's own statement, the same as long as it is kept. */
    private PreparedStatement kept(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.unwrap(PreparedStatement.class);
        }
    }

    @Test
    void aStatementThatFailedIsNotUsedAgain() throws SQLException {
        String sql = "INSERT INTO word VALUES (?)";
        update(sql, "one");
        PreparedStatement first = kept(sql);
        assertThat(kept(sql)).isSameAs(first);
        assertThatThrownBy(() -> update(sql, "one")).isInstanceOf(SQLException.class);
        assertThat(first.isClosed()).isTrue();
        assertThat(kept(sql)).isNotSameAs(first);
        assertThat(update(sql, "two")).isEqualTo(1);
    }

    @Test
    void aLongTextIsNotKept() throws SQLException {
        String sql = "SELECT text FROM word WHERE text IN (" + "?,".repeat(2000) + "?)";
        assertThat(kept(sql).isClosed()).isTrue();
    }

    @Test
    void aLongBatchIsNotKept() throws SQLException {
        String sql = "INSERT INTO word VALUES (?)";
        PreparedStatement first = kept(sql);
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i <= 1000; i++) {
                statement.setInt(1, i);
                statement.addBatch();
            }
            statement.executeBatch();
        }
        connection.setAutoCommit(true);
        assertThat(first.isClosed()).isTrue();
        assertThat(count()).isEqualTo(1001);
    }

    @Test
    void whatWasPutIntoABatchThatNobodyRanIsForgotten() throws SQLException {
        String sql = "INSERT INTO word VALUES (?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, "never run");
            statement.addBatch();
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, "one");
            statement.addBatch();
            assertThat(statement.executeBatch()).containsExactly(1);
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void noParameterIsHeldByAStatementThatIsKept() throws SQLException {
        WeakReference<byte[]> large = new WeakReference<>(insertLarge());
        await().until(() -> {
            System.gc();
            return large.get() == null;
        });
    }

    private byte[] insertLarge() throws SQLException {
        byte[] large = new byte[1 << 20];
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO word VALUES (?)")) {
            statement.setBytes(1, large);
            statement.addBatch();
        }
        return large;
    }

    @Test
    void theSameTextMayBeInUseTwice() throws SQLException {
        update("INSERT INTO word VALUES (?)", "one");
        String sql = "SELECT text FROM word WHERE text = ?";
        try (PreparedStatement first = connection.prepareStatement(sql);
                PreparedStatement second = connection.prepareStatement(sql)) {
            first.setString(1, "one");
            second.setString(1, "two");
            assertThat(first.executeQuery().next()).isTrue();
            assertThat(second.executeQuery().next()).isFalse();
        }
    }

    /** Otherwise it would hold the state of the database that it began with, for ever. */
    @Test
    void aResultThatNobodyReadToItsEndIsEnded() throws SQLException {
        update("INSERT INTO word VALUES ('one'), ('two')");
        try (PreparedStatement statement = connection.prepareStatement("SELECT text FROM word")) {
            assertThat(statement.executeQuery().next()).isTrue();
        }
        update("DROP TABLE word");
    }

    @Test
    void aStatementSurvivesAChangeOfTheSchema() throws SQLException {
        assertThat(count()).isZero();
        update("CREATE INDEX word_text ON word (text)");
        update("INSERT INTO word VALUES (?)", "one");
        assertThat(count()).isEqualTo(1);
    }
}
