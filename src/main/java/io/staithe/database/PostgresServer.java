package io.staithe.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.staithe.settings.InvalidSettingException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A PostgreSQL server, or a pooler before it, that was reached once. */
final class PostgresServer implements DatabaseOrigin {

    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

    private static final int LEAST_VERSION = 14;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CANCEL_MARGIN = Duration.ofSeconds(10);

    private final PostgresUrl url;
    private final Properties properties;

    private PostgresServer(PostgresUrl url, Properties properties) {
        this.url = url;
        this.properties = properties;
    }

    /**
     * Connects once, and waits for a server that cannot be reached yet.
     *
     * @param user empty if the URL names one
     * @throws InvalidSettingException if it cannot be reached in time, lets nobody in or is no server that can be used
     */
    static PostgresServer reach(PostgresUrl url, String user, String password, DatabaseProperties limits) {
        PostgresServer server = new PostgresServer(url, parameters(url, user, password, limits));
        long deadline = System.nanoTime() + limits.startTimeout().toNanos();
        boolean waiting = false;
        while (true) {
            try (Connection connection = DriverManager.getConnection(url.value(), server.properties)) {
                server.examine(connection);
                return server;
            } catch (SQLException e) {
                if (!PostgresRefusals.mayPass(e) || System.nanoTime() >= deadline) {
                    throw server.refusal(e);
                }
                if (!waiting) {
                    log.warn("Waiting for {}: {}", url, e.getMessage());
                    waiting = true;
                }
                pause();
            }
        }
    }

    /** What the URL says itself is left alone. */
    private static Properties parameters(PostgresUrl url, String user, String password, DatabaseProperties limits) {
        Properties parameters = new Properties();
        set(parameters, url, PGProperty.USER, user);
        set(parameters, url, PGProperty.PASSWORD, password);
        set(parameters, url, PGProperty.APPLICATION_NAME, "staithe");
        set(parameters, url, PGProperty.TCP_KEEP_ALIVE, "true");
        set(parameters, url, PGProperty.TARGET_SERVER_TYPE, "primary");
        long answer = limits.statementTimeout().plus(CANCEL_MARGIN).toSeconds();
        set(parameters, url, PGProperty.SOCKET_TIMEOUT, Long.toString(answer));
        return parameters;
    }

    private static void set(Properties parameters, PostgresUrl url, PGProperty parameter, String value) {
        if (!value.isEmpty() && !url.sets(parameter)) {
            parameter.set(parameters, value);
        }
    }

    private void examine(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < LEAST_VERSION) {
            throw refusal("the server is PostgreSQL " + version, "Use PostgreSQL " + LEAST_VERSION + " or later.");
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid(), current_setting('server_encoding')")) {
            row.next();
            if (!row.getString(2).equals("UTF8")) {
                throw refusal(
                        "the database has the encoding " + row.getString(2),
                        "Create one with 'CREATE DATABASE … ENCODING UTF8 TEMPLATE template0'.");
            }
            boolean pooled =
                    row.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID();
            if (pooled) {
                log.info("There is a pooler before PostgreSQL, so statements are not kept prepared");
                set(properties, url, PGProperty.PREPARE_THRESHOLD, "0");
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Nothing but the end of the connection ends a wait for an answer, unless the URL says otherwise. */
    @Override
    public DataSource unhurried() {
        Properties patient = new Properties();
        patient.putAll(properties);
        set(patient, url, PGProperty.SOCKET_TIMEOUT, "0");
        return new DriverManagerDataSource(url.value(), patient);
    }

    /** Connections without a pool. */
    DataSource source() {
        return new DriverManagerDataSource(url.value(), properties);
    }

    /** Not started before its first use, and then without a first connection of its own. */
    HikariDataSource pool() {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("postgresql");
        pool.setJdbcUrl(url.value());
        pool.setDataSourceProperties(properties);
        pool.setInitializationFailTimeout(-1);
        pool.setExceptionOverride(new PostgresEviction());
        HikariDataSource source = new HikariDataSource();
        pool.copyStateTo(source);
        return source;
    }

    @Override
    public String url() {
        return url.masked();
    }

    @Override
    public InvalidSettingException refusal(SQLException failure) {
        return refusal(PostgresRefusals.reason(failure), PostgresRefusals.remedy(failure));
    }

    private InvalidSettingException refusal(String reason, String remedy) {
        return new InvalidSettingException(OnDatabase.URL, url(), reason, remedy);
    }
}
