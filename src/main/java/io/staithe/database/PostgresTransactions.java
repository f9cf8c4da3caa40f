package io.staithe.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;

/**
 * Begins each transaction with its limits, in one round trip. They are the transaction's and not the session's, since a
 * pooler may give the session to somebody else after the commit.
 */
final class PostgresTransactions extends JdbcTransactionManager {

    private static final long serialVersionUID = 1L;

    private final String beginning;

    PostgresTransactions(DataSource source, PostgresErrors errors, DatabaseProperties properties) {
        super(source);
        setExceptionTranslator(errors);
        long statementMillis = properties.statementTimeout().toMillis();
        this.beginning = """
                SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
                SELECT set_config('statement_timeout', '%d', true),
                       set_config('lock_timeout', '%d', true),
                       set_config('idle_in_transaction_session_timeout', '%d', true),
                       set_config('synchronous_commit',
                                  replace(current_setting('synchronous_commit'), 'off', 'on'), true)
                """.formatted(statementMillis, properties.lockTimeout().toMillis(), statementMillis);
    }

    @Override
    protected void prepareTransactionalConnection(Connection connection, TransactionDefinition definition)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(beginning);
        }
    }
}
