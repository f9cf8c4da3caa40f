package io.staithe.database;

import io.staithe.database.GroupCommit.Turn;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.sqlite.SQLiteException;

/** Lets each transaction be a turn at the one connection that writes. They do not nest. */
final class SqliteTransactions extends AbstractPlatformTransactionManager {

    /** The name of a transaction that shares its commit with no other. */
    static final String ALONE = "alone";

    private static final long serialVersionUID = 1L;

    private final transient DataSource source;
    private final transient GroupCommit commits;
    private final transient SqliteErrors errors;

    /** @param source what statements ask for the connection of the transaction */
    SqliteTransactions(DataSource source, GroupCommit commits, SqliteErrors errors) {
        this.source = source;
        this.commits = commits;
        this.errors = errors;
    }

    private static final class Transaction {
        private @Nullable Turn turn;
    }

    @Override
    protected Object doGetTransaction() {
        return new Transaction();
    }

    /** The write lock is taken here, so this is where a busy or broken file shows. */
    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        try {
            Turn turn = commits.take(ALONE.equals(definition.getName()));
            ((Transaction) transaction).turn = turn;
            TransactionSynchronizationManager.bindResource(source, new ConnectionHolder(turn.connection(), true));
        } catch (SQLiteException e) {
            throw errors.translate("begin", null, e);
        } catch (SQLException e) {
            throw new CannotCreateTransactionException("no connection to begin with", e);
        }
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
        Turn turn = end(status);
        try {
            if (turn != null) {
                turn.keep();
            }
        } catch (SQLException e) {
            throw errors.translate("commit", null, e);
        }
    }

    /** Also called after a commit that failed, which leaves nothing to undo. */
    @Override
    protected void doRollback(DefaultTransactionStatus status) {
        Turn turn = end(status);
        try {
            if (turn != null) {
                turn.undo();
            }
        } catch (SQLException e) {
            throw errors.translate("rollback", null, e);
        }
    }

    /** From here on the connection is another one's. */
    private @Nullable Turn end(DefaultTransactionStatus status) {
        Transaction transaction = (Transaction) status.getTransaction();
        Turn turn = transaction.turn;
        transaction.turn = null;
        TransactionSynchronizationManager.unbindResourceIfPossible(source);
        return turn;
    }
}
