package io.staithe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.staithe.settings.InvalidSettingException;
import io.staithe.testing.AtOnce;
import io.staithe.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** Reaching a server for the first time, and making its tables. */
class PostgresStartTest {

    private static final DatabaseProperties IMPATIENT =
            new DatabaseProperties(Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(10));

    private static PostgresServer reach(String url, String user, String password) {
        return PostgresServer.reach(new PostgresUrl(url), user, password, IMPATIENT);
    }

    private static Flyway flyway(HikariDataSource pool) {
        return Flyway.configure()
                .dataSource(pool)
                .locations("classpath:db/migration/postgresql")
                .load();
    }

    @Test
    void nodesThatStartAtOnceMakeTheTablesOnce() {
        PostgresServer server = reach(TestPostgres.create(), "", "");
        AtOnce.run(4, i -> {
                    try (HikariDataSource pool = server.pool()) {
                        new Migrations(server).migrate(flyway(pool));
                        return flyway(pool).info().applied().length;
                    }
                })
                .forEach(applied -> assertThat(applied).isPositive());
    }

    @Test
    void aMigrationMayTakeLongerThanARequestWaits() throws SQLException {
        PostgresServer server = reach(TestPostgres.create(), "", "");
        try (var request = server.source().getConnection();
                var migration = server.unhurried().getConnection()) {
            assertThat(request.getNetworkTimeout()).isPositive();
            assertThat(migration.getNetworkTimeout()).isZero();
        }
    }

    @Test
    void tablesOfALaterVersionAreRefused() throws SQLException {
        PostgresServer server = reach(TestPostgres.create(), "", "");
        try (HikariDataSource pool = server.pool()) {
            Migrations migrations = new Migrations(server);
            migrations.migrate(flyway(pool));
            try (var connection = pool.getConnection();
                    var statement = connection.createStatement()) {
                statement.executeUpdate("""
                    INSERT INTO flyway_schema_history
                    SELECT 99, '99', 'later since 98', type, 'V99__later_since_98.sql', 0, installed_by, installed_on, 0, true
                    FROM flyway_schema_history WHERE installed_rank = 1
                    """);
            }
            assertThatThrownBy(() -> migrations.migrate(flyway(pool)))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("schema version 99");
        }
    }

    @Test
    void aUserWhoMayNotMakeTablesIsToldSo() throws SQLException {
        String url = TestPostgres.create();
        TestPostgres.execute("CREATE ROLE guest LOGIN PASSWORD 'secret'");
        PostgresServer server = reach(url.replaceFirst("[?].*", ""), "guest", "secret");
        try (HikariDataSource pool = server.pool()) {
            assertThatThrownBy(() -> new Migrations(server).migrate(flyway(pool)))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("permission denied for schema public")
                    .hasMessageContaining("owner of the database");
        }
    }

    @Test
    void whoIsNotLetInIsToldWhichSettingsToCheck() throws SQLException {
        String url = TestPostgres.create().replaceFirst("[?].*", "");
        TestPostgres.execute("CREATE ROLE outsider NOLOGIN");
        assertThatThrownBy(() -> reach(url, "outsider", "secret"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(url)
                .hasMessageContaining("spring.datasource.password");
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        String url = TestPostgres.create().replaceFirst("/test[0-9]+", "/nowhere") + "&password=secret";
        assertThatThrownBy(() -> reach(url, "", ""))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("spring.datasource.url=")
                .hasMessageContaining("\"nowhere\" does not exist")
                .hasMessageContaining("password=***")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aServerThatDoesNotAnswerIsRefusedWhenTheTimeIsOver() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> reach("jdbc:postgresql://127.0.0.1:" + port + "/staithe", "a", "b"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining(":" + port);
    }

    @Test
    void aUrlThatMeansNothingIsRefused() {
        assertThatThrownBy(() -> new PostgresUrl("jdbc:postgresql://host:port/a?password=secret"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("the driver cannot read it")
                .hasMessageNotContaining("secret");
    }
}
