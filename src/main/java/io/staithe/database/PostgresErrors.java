package io.staithe.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * Tells what can be tried again from what cannot. Spring's own table takes a foreign key that was lost for a bug; here it is
 * how a push learns that a delete was faster.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">error codes</a>
 */
final class PostgresErrors implements SQLExceptionTranslator {

    @Override
    public DataAccessException translate(String task, @Nullable String sql, SQLException e) {
        String reason = "PostgreSQL: " + e.getMessage();
        String state = state(e);
        return switch (state) {
            case "40001", "40P01" -> new CannotAcquireLockException(reason, e);
            case "23001", "23503" -> new ConcurrencyFailureException(reason, e);
            case "55P03", "57014" -> new QueryTimeoutException(reason, e);
            case "53100" -> new NonTransientDataAccessResourceException(reason, e);
            case "25006" -> new DataAccessResourceFailureException(reason, e);
            case "42501" -> new PermissionDeniedDataAccessException(reason, e);
            default ->
                switch (state.substring(0, 2)) {
                    case "23", "22" -> new DataIntegrityViolationException(task, e);
                    case "08", "28", "3D", "53", "57", "58", "XX" -> new DataAccessResourceFailureException(reason, e);
                    default -> new UncategorizedSQLException(task, sql, e);
                };
        };
    }

    /** One without a state comes from the pool, which has no connection to give. */
    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null || state.length() != 5 ? "08000" : state;
    }
}
