package io.staithe.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteErrorsTest {

    private final SqliteErrors errors = new SqliteErrors(Path.of("/srv/staithe.db"));

    record Mapping(SQLiteErrorCode code, Class<?> exception) {}

    static Stream<Mapping> mappings() {
        return Stream.of(
                new Mapping(SQLiteErrorCode.SQLITE_BUSY, CannotAcquireLockException.class),
                new Mapping(SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT, CannotAcquireLockException.class),
                new Mapping(SQLiteErrorCode.SQLITE_LOCKED, CannotAcquireLockException.class),
                new Mapping(SQLiteErrorCode.SQLITE_FULL, NonTransientDataAccessResourceException.class),
                new Mapping(SQLiteErrorCode.SQLITE_READONLY, PermissionDeniedDataAccessException.class),
                new Mapping(SQLiteErrorCode.SQLITE_READONLY_DBMOVED, PermissionDeniedDataAccessException.class),
                new Mapping(SQLiteErrorCode.SQLITE_CANTOPEN, PermissionDeniedDataAccessException.class),
                new Mapping(SQLiteErrorCode.SQLITE_IOERR, DataAccessResourceFailureException.class),
                new Mapping(SQLiteErrorCode.SQLITE_IOERR_FSYNC, DataAccessResourceFailureException.class),
                new Mapping(SQLiteErrorCode.SQLITE_CORRUPT, DataAccessResourceFailureException.class),
                new Mapping(SQLiteErrorCode.SQLITE_NOTADB, DataAccessResourceFailureException.class));
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void aFailureOfTheFileNamesItAndTheCodeInOneLine(Mapping mapping) {
        SQLiteException failure = new SQLiteException("told by SQLite", mapping.code());
        assertThat(errors.translate("task", "SELECT\n1", failure))
                .isExactlyInstanceOf(mapping.exception())
                .message()
                .contains("/srv/staithe.db", mapping.code().name())
                .doesNotContain("\n");
    }

    @Test
    void aBrokenConstraintIsTheCallersBusiness() {
        SQLiteException failure = new SQLiteException("unique", SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE);
        assertThat(errors.translate("task", "INSERT", failure)).isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void aMistakeInAStatementShowsTheStatement() {
        SQLiteException failure = new SQLiteException("syntax", SQLiteErrorCode.SQLITE_ERROR);
        assertThat(errors.translate("task", "SELEC 1", failure))
                .isInstanceOf(UncategorizedSQLException.class)
                .hasMessageContaining("SELEC 1");
    }

    @Test
    void whatIsNotOfSqliteIsAFailureOfTheConnection() {
        assertThat(errors.translate("task", null, new SQLException("closed")))
                .isInstanceOf(DataAccessResourceFailureException.class);
    }
}
