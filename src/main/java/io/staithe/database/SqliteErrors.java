package io.staithe.database;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.sqlite.SQLiteException;

/**
 * Spring has no table of SQLite's result codes; these are the ones that somebody acts on.
 *
 * @see <a href="https://www.sqlite.org/rescode.html">result codes</a>
 */
final class SqliteErrors implements SQLExceptionTranslator {

    private static final int PRIMARY_CODE = 0xff;

    private final Path file;

    /** @param file named in messages */
    SqliteErrors(Path file) {
        this.file = file;
    }

    @Override
    public DataAccessException translate(String task, @Nullable String sql, SQLException e) {
        if (e instanceof SQLTransactionRollbackException) {
            return new CannotAcquireLockException(task, e);
        }
        if (!(e instanceof SQLiteException sqlite)) {
            return new DataAccessResourceFailureException(task, e);
        }
        String reason = reason(sqlite);
        return switch (primaryCode(sqlite)) {
            case 5, 6 -> new CannotAcquireLockException(reason, e);
            case 13 -> new NonTransientDataAccessResourceException(reason, e);
            case 3, 8, 14, 23 -> new PermissionDeniedDataAccessException(reason, e);
            case 10, 11, 26 -> new DataAccessResourceFailureException(reason, e);
            case 19 -> new DataIntegrityViolationException(task, e);
            default -> new UncategorizedSQLException(task, sql, e);
        };
    }

    /** What is the matter with the file, in one line. */
    String reason(SQLiteException e) {
        String code = " (" + e.getResultCode().name() + ")";
        return switch (primaryCode(e)) {
            case 5, 6 -> "another program holds the database " + file + code;
            case 13 -> "there is no room left for the database " + file + code;
            case 3, 8, 14, 23 -> "the database " + file + " cannot be opened or written" + code;
            case 10 -> "the disk failed to read or write the database " + file + code;
            case 11 -> "the database " + file + " is damaged" + code;
            case 26 -> "the file " + file + " is no SQLite database, or its beginning was overwritten" + code;
            default -> "the database " + file + " failed: " + e.getMessage();
        };
    }

    /** What to do about it, as a sentence. */
    String remedy(SQLiteException e) {
        return switch (primaryCode(e)) {
            case 5, 6 -> "Stop the program that uses it.";
            case 13 -> "Make room on its file system.";
            case 3, 8, 14, 23 ->
                "Check owner and mode of the file and of its folder, and whether it is mounted writable.";
            case 11, 26 ->
                "Move it and its '-wal' and '-shm' neighbours aside, put back a backup and start again;"
                        + " docs/operations.md says what a backup needs.";
            default -> "Check the disk and the kernel's log, then start again.";
        };
    }

    private static int primaryCode(SQLiteException e) {
        return e.getResultCode().code & PRIMARY_CODE;
    }
}
