package io.staithe.database;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs statements and transactions. Thread-safe.
 *
 * <p>Statements outside of a transaction go to the readers, which see what is committed; statements within
 * {@link #write} go to its connection. Where the database has one writer, transactions queue for it.
 */
public final class Database {

    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

    private final JdbcClient reader;
    private final JdbcClient writer;
    private final JdbcTemplate writerTemplate;
    private final TransactionTemplate transactions;
    private final TransactionTemplate alone;
    private final Dialect dialect;
    private final @Nullable RowWatches watches;

    /** @param transactions begins transactions on the data source of {@code writer} */
    Database(JdbcTemplate reader, JdbcTemplate writer, TransactionTemplate transactions, Dialect dialect) {
        this(reader, writer, transactions, dialect, null);
    }

    /**
     * Whose rows can be watched.
     *
     * @param transactions begins transactions on the data source of {@code writer}
     * @param watches of the one connection of {@code writer}
     */
    Database(
            JdbcTemplate reader,
            JdbcTemplate writer,
            TransactionTemplate transactions,
            Dialect dialect,
            @Nullable RowWatches watches) {
        this.reader = JdbcClient.create(reader);
        this.writer = JdbcClient.create(writer);
        this.writerTemplate = writer;
        this.transactions = transactions;
        this.alone =
                new TransactionTemplate(Objects.requireNonNull(transactions.getTransactionManager()), transactions);
        this.alone.setName(SqliteTransactions.ALONE);
        this.dialect = dialect;
        this.watches = watches;
    }

    /** Whether other nodes may use it at the same time. */
    public boolean isShared() {
        return dialect == Dialect.POSTGRESQL;
    }

    /**
     * Has the listener told of every row of a table that is touched from now on.
     *
     * @param columns what a row is told by
     * @return false if others may use the database too, who tell nobody
     */
    public boolean watch(String table, List<String> columns, RowListener listener) {
        RowWatches known = watches;
        if (known == null) {
            return false;
        }
        writerTemplate.execute((ConnectionCallback<@Nullable Void>) connection -> {
            known.add(connection, table, columns, listener);
            return null;
        });
        return true;
    }

    /** For one statement. */
    public JdbcClient sql() {
        return TransactionSynchronizationManager.isActualTransactionActive() ? writer : reader;
    }

    /**
     * Runs the same statement for each row of parameters. Only within {@link #write}.
     *
     * @param rows the positional parameters of each execution
     */
    public void batch(String sql, List<Object[]> rows) {
        if (!rows.isEmpty()) {
            writerTemplate.batchUpdate(sql, rows);
        }
    }

    /**
     * Makes other transactions that lock the same name wait until this one has ended. It also covers what is not there
     * yet, unlike the lock of a row. Only within {@link #write}.
     */
    public void lock(String name) {
        dialect.lock(writer, name);
    }

    /**
     * Locks a part of something: others may lock other parts, but not the whole by {@link #lock}. Whoever needs many parts
     * locks the whole, and before any of the parts: each lock takes room in a table that all transactions share. Only within
     * {@link #write}.
     */
    public void lockPart(String whole, String part) {
        dialect.lockPart(writer, whole, part);
    }

    /** Until this transaction has ended, others can neither read nor write these tables. Only within {@link #write}. */
    public void lockTables(String... tables) {
        dialect.lockTables(writer, List.of(tables));
    }

    /**
     * Ends a query within {@link #write}: until this transaction has ended, others can neither change nor delete the rows,
     * nor lock them.
     */
    public String forUpdate() {
        return dialect.forUpdate;
    }

    /** Ends a query within {@link #write}: until this transaction has ended, others cannot delete the rows. */
    public String forKeyShare() {
        return dialect.forKeyShare;
    }

    /**
     * Runs all statements of the work in one transaction, durable when this returns. Work that lost against another
     * transaction is run again, so it must have no effect outside of the database. Within a transaction, joins it.
     */
    public <T extends @Nullable Object> T write(Supplier<T> work) {
        return write(transactions, work);
    }

    /** As {@link #write(Supplier)}, for work that has no result. */
    public void write(Runnable work) {
        write(transactions, () -> {
            work.run();
            return null;
        });
    }

    /** As {@link #write}, for work that may take long: nobody whose turn to write came before waits for its end. */
    public <T extends @Nullable Object> T writeAlone(Supplier<T> work) {
        return write(alone, work);
    }

    private <T extends @Nullable Object> T write(TransactionTemplate template, Supplier<T> work) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return work.get();
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return run(template, work);
            } catch (ConcurrencyFailureException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    @SuppressWarnings("NullAway") // TransactionTemplate hands on whatever the work returned
    private static <T extends @Nullable Object> T run(TransactionTemplate template, Supplier<T> work) {
        try {
            return template.execute(status -> work.get());
        } catch (CannotCreateTransactionException e) {
            throw new DataAccessResourceFailureException("no connection became free in time", e);
        }
    }

    private static void pause(int attempt) {
        long longest = FIRST_PAUSE.toMillis() << attempt;
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1, longest));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
