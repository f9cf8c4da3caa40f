package io.staithe.database;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.settings.InvalidSettingException;
import io.staithe.settings.WritableFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A database that no registry has open, for tools. As long as a SQLite file is open here, no registry can start on it.
 */
public final class OfflineDatabase implements AutoCloseable {

    /** A statement may take long, since it may read everything. */
    private static final DatabaseProperties LIMITS =
            new DatabaseProperties(Duration.ZERO, Duration.ofHours(1), Duration.ofSeconds(10));

    private static final String FILE = "staithe.db";

    private final DatabaseOrigin origin;
    private final DataSource source;

    private OfflineDatabase(DatabaseOrigin origin, DataSource source) {
        this.origin = origin;
        this.source = source;
    }

    /**
     * @param place a JDBC URL or a data folder
     * @param mustExist whether a SQLite file may not be made
     * @throws InvalidSettingException if it cannot be used, or a registry uses the file
     */
    public static OfflineDatabase open(String place, String user, String password, boolean mustExist) {
        if (place.startsWith(PostgresUrl.PREFIX)) {
            PostgresServer server = PostgresServer.reach(new PostgresUrl(place), user, password, LIMITS);
            return new OfflineDatabase(server, server.source());
        }
        String url = place.startsWith("jdbc:")
                ? place
                : "jdbc:sqlite:" + Path.of(place).resolve(FILE);
        return sqlite(SqliteUrl.parse(url), mustExist);
    }

    private static OfflineDatabase sqlite(SqliteUrl url, boolean mustExist) {
        if (mustExist && !Files.isRegularFile(url.file())) {
            throw new InvalidSettingException(
                    OnDatabase.URL, url.value(), "there is no such file", "Name the data folder of a registry.");
        }
        WritableFolder.prepare(OnDatabase.URL, url.file().resolveSibling("").normalize());
        SqliteFile file = SqliteFile.open(url, Clock.systemUTC());
        return new OfflineDatabase(file, file.source());
    }

    /** Its URL, without secrets. */
    public String name() {
        return origin.url();
    }

    public boolean isPostgres() {
        return origin instanceof PostgresServer;
    }

    /** Makes or completes the tables. */
    public void migrate() {
        new Migrations(origin).migrate(flyway());
    }

    /** Whether it has the tables of this version. */
    public boolean isCurrent() {
        return flyway().info().current() != null && flyway().info().pending().length == 0;
    }

    private Flyway flyway() {
        return Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration/" + (isPostgres() ? "postgresql" : "sqlite"))
                .load();
    }

    /** For statements and transactions. */
    public Database database() {
        if (isPostgres()) {
            PostgresErrors errors = new PostgresErrors();
            JdbcTemplate template = template(errors);
            PostgresTransactions manager = new PostgresTransactions(source, errors, LIMITS);
            return new Database(template, template, new TransactionTemplate(manager), Dialect.POSTGRESQL);
        }
        SqliteErrors errors = ((SqliteFile) origin).errors();
        JdbcTemplate template = template(errors);
        GroupCommit commits = new GroupCommit(source, new RowWatches(), new SimpleMeterRegistry());
        SqliteTransactions manager = new SqliteTransactions(source, commits, errors);
        return new Database(template, template, new TransactionTemplate(manager), Dialect.SQLITE);
    }

    private JdbcTemplate template(SQLExceptionTranslator errors) {
        JdbcTemplate template = new JdbcTemplate();
        template.setDataSource(source);
        template.setExceptionTranslator(errors);
        return template;
    }

    /** A new connection, in a transaction that sees one state of everything. */
    public Connection connect() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        if (isPostgres()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        }
        return connection;
    }

    @Override
    public void close() throws IOException {
        if (origin instanceof SqliteFile file) {
            file.close();
        }
    }
}
