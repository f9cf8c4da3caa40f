package io.staithe.database;

import io.staithe.settings.InvalidSettingException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a PostgreSQL server may take. SQLite needs none of it.
 *
 * @param startTimeout how long a start waits for a PostgreSQL server that cannot be reached yet
 * @param statementTimeout how long one statement may run on a PostgreSQL server; it is then cancelled and the request
 *     answered 503
 * @param lockTimeout how long a statement may wait for a lock on a PostgreSQL server; the request is then answered 503
 */
@ConfigurationProperties("staithe.database")
record DatabaseProperties(
        @DefaultValue("30s") Duration startTimeout,
        @DefaultValue("30s") Duration statementTimeout,
        @DefaultValue("10s") Duration lockTimeout) {

    private static final Duration LEAST_STATEMENT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LEAST_LOCK_TIMEOUT = Duration.ofMillis(1);

    DatabaseProperties {
        if (startTimeout.isNegative()) {
            throw refused("start-timeout", startTimeout, "it is negative", "Write a duration such as '30s'.");
        }
        if (statementTimeout.compareTo(LEAST_STATEMENT_TIMEOUT) < 0) {
            throw refused("statement-timeout", statementTimeout, "it is too short", "Write '1s' or more.");
        }
        if (lockTimeout.compareTo(LEAST_LOCK_TIMEOUT) < 0) {
            throw refused("lock-timeout", lockTimeout, "it is too short", "Write '1ms' or more.");
        }
    }

    private static InvalidSettingException refused(String name, Duration value, String reason, String remedy) {
        return new InvalidSettingException("staithe.database." + name, value.toString(), reason, remedy);
    }
}
