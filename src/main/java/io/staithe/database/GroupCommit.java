package io.staithe.database;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Turns at the one connection that writes to SQLite, in the order in which they are asked for. A turn is a savepoint of a
 * transaction that it shares with those who wait when the first turn of it ends; the last of them commits it. One sync of the
 * disk serves all who came at once, and nobody waits for others who are still to come. Thread-safe.
 */
final class GroupCommit {

    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final String SAVEPOINT = "turn";

    private final DataSource source;
    private final RowWatches watches;
    private final Timer waits;
    private final Counter timeouts;
    private final Timer commits;
    private final Semaphore turns = new Semaphore(1, true);

    /** What the next turn is part of. Whoever has the turn may look. */
    private @Nullable Group open;

    /** @param watches are told of the end of each transaction before the next one begins */
    GroupCommit(DataSource source, RowWatches watches, MeterRegistry meters) {
        this.source = source;
        this.watches = watches;
        this.waits = meters.timer("staithe.database.wait");
        this.timeouts = meters.counter("staithe.database.wait.timeouts");
        this.commits = meters.timer("staithe.database.commit");
        Gauge.builder("staithe.database.waiting", turns, Semaphore::getQueueLength)
                .register(meters);
    }

    /** One transaction of SQLite. */
    private static final class Group {

        private final Connection connection;
        private final CompletableFuture<Optional<SQLException>> end = new CompletableFuture<>();

        /** Turns that it has not had yet. Whoever has the turn may look. */
        private int expected;

        private Group(Connection connection) {
            this.connection = connection;
        }
    }

    /**
     * Waits for the next turn, which is to be kept or undone.
     *
     * @param alone whether it shares no transaction: who came before does not wait for it
     */
    Turn take(boolean alone) throws SQLException {
        acquire();
        boolean taken = false;
        try {
            if (alone) {
                endOpen();
            }
            Group joined = open;
            Group group = joined == null ? begin() : joined;
            open = group;
            Savepoint savepoint = alone ? null : group.connection.setSavepoint(SAVEPOINT);
            Turn turn = new Turn(group, joined == null, alone, savepoint);
            taken = true;
            return turn;
        } finally {
            if (!taken) {
                abandonAndRelease();
            }
        }
    }

    /** Who is interrupted writes all the same: what a task has to leave behind may be written while it is being stopped. */
    private void acquire() {
        Timer.Sample wait = Timer.start();
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    if (turns.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        return;
                    }
                    timeouts.increment();
                    Thread.startVirtualThread(this::endInTurn);
                    throw new CannotCreateTransactionException("the database had no turn in time");
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            wait.stop(waits);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** In the place of somebody who gave up: whoever had the turn may have left it to him to end what is open. */
    private void endInTurn() {
        turns.acquireUninterruptibly();
        try {
            endOpen();
        } finally {
            turns.release();
        }
    }

    private Group begin() throws SQLException {
        Connection connection = source.getConnection();
        try {
            connection.setAutoCommit(false);
            return new Group(connection);
        } catch (SQLException | RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    /** What one thread does while no other writes. */
    final class Turn {

        private final Group group;
        private final boolean first;
        private final boolean alone;

        /** Of a turn that shares its transaction. One that is alone is undone as a whole, and SQLite keeps nothing for that. */
        private final @Nullable Savepoint savepoint;

        private Turn(Group group, boolean first, boolean alone, @Nullable Savepoint savepoint) {
            this.group = group;
            this.first = first;
            this.alone = alone;
            this.savepoint = savepoint;
        }

        Connection connection() {
            return group.connection;
        }

        /**
         * Keeps what was done. It is durable when this returns.
         *
         * @throws SQLTransactionRollbackException if SQLite gave up the transaction for what happened in another turn
         */
        void keep() throws SQLException {
            boolean sound = false;
            try {
                if (savepoint != null) {
                    group.connection.releaseSavepoint(savepoint);
                }
                sound = true;
            } finally {
                pass(sound);
            }
            Optional<SQLException> failure = group.end.join();
            if (failure.isPresent()) {
                throw failure.get();
            }
        }

        /**
         * Undoes what was done. Returns no sooner than {@link #keep}, since the reason may be what others did in their turns.
         *
         * @throws SQLException if that was not kept either, so the reason may be void
         */
        void undo() throws SQLException {
            boolean sound = false;
            try {
                if (savepoint != null) {
                    group.connection.rollback(savepoint);
                    group.connection.releaseSavepoint(savepoint);
                    sound = true;
                }
            } catch (SQLException e) {
                log.debug("SQLite has rolled back by itself: {}", e.getMessage());
            } finally {
                pass(sound);
            }
            Optional<SQLException> failure = group.end.join();
            if (sound && failure.isPresent()) {
                throw failure.get();
            }
        }

        /** @param sound whether the transaction is what the turns made of it */
        private void pass(boolean sound) {
            try {
                group.expected = first ? turns.getQueueLength() : group.expected - 1;
                if (!sound) {
                    abandon();
                } else if (alone || group.expected <= 0 || !turns.hasQueuedThreads()) {
                    end(group);
                }
            } finally {
                turns.release();
            }
        }
    }

    private void endOpen() {
        Group group = open;
        if (group != null) {
            end(group);
        }
    }

    /** By leaving it: the driver's own commit begins the next transaction, and fails if that fails, though all is kept. */
    private void end(Group group) {
        Timer.Sample commit = Timer.start();
        try {
            group.connection.setAutoCommit(true);
            commit.stop(commits);
            settle(group, Optional.empty());
        } catch (SQLException e) {
            rollBack(group.connection);
            settle(group, Optional.of(e));
        } finally {
            if (open == group) {
                abandon();
            }
        }
    }

    private void abandonAndRelease() {
        try {
            abandon();
        } finally {
            turns.release();
        }
    }

    /** Whoever has the turn gives up what is open. */
    private void abandon() {
        Group group = open;
        if (group != null) {
            rollBack(group.connection);
            settle(group, Optional.of(new SQLTransactionRollbackException("SQLite gave up the transaction")));
        }
    }

    private void settle(Group group, Optional<SQLException> failure) {
        open = null;
        try {
            watches.settled();
        } finally {
            try {
                close(group.connection);
            } finally {
                group.end.complete(failure);
            }
        }
    }

    /** In words, since after a commit that failed the driver believes that there is no transaction. */
    private static void rollBack(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            log.debug("SQLite has rolled back by itself: {}", e.getMessage());
        }
    }

    private static void close(Connection connection) {
        try (connection) {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            log.debug("The transaction had ended: {}", e.getMessage());
        }
    }
}
