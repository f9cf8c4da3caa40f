package io.staithe.database;

import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.sqlite.SQLiteException;

/**
 * SQLite rolls a transaction back by itself when it has no room or cannot write. The rollback that follows finds none,
 * and its failure must not take the place of the first, which says what is wrong.
 *
 * @see <a href="https://www.sqlite.org/lang_transaction.html">response to errors within a transaction</a>
 */
final class SqliteTransactions extends JdbcTransactionManager {

    private static final long serialVersionUID = 1L;

    SqliteTransactions(DataSource source, SqliteErrors errors) {
        super(source);
        setExceptionTranslator(errors);
    }

    /** The write lock is taken here, so this is where a busy or broken file shows. */
    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        try {
            super.doBegin(transaction, definition);
        } catch (CannotCreateTransactionException e) {
            throw e.getCause() instanceof SQLiteException cause ? translateException("begin", cause) : e;
        }
    }

    @Override
    protected void doRollback(DefaultTransactionStatus status) {
        try {
            super.doRollback(status);
        } catch (DataAccessException e) {
            if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
                throw e;
            }
        }
    }
}
