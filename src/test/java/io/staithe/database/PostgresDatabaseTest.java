package io.staithe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.testing.AtOnce;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;

class PostgresDatabaseTest {

    private PostgresDatabase postgres;

    @BeforeEach
    void open() {
        postgres = PostgresDatabase.withTable();
        postgres.update("INSERT INTO word VALUES (1, 'one'), (2, 'two')");
    }

    @AfterEach
    void close() {
        postgres.close();
    }

    @Test
    void ofTwoThatWaitForEachOtherOneIsRunAgain() {
        CyclicBarrier barrier = new CyclicBarrier(2);
        AtomicInteger attempts = new AtomicInteger();
        AtOnce.run(
                2,
                i -> postgres.database().write(() -> {
                    lock(1 + i);
                    if (attempts.incrementAndGet() <= 2) {
                        await(barrier);
                    }
                    lock(2 - i);
                    return 0;
                }));
        assertThat(attempts).hasValue(3);
    }

    private void lock(int id) {
        postgres.ask(
                "SELECT id FROM word WHERE id = " + id + postgres.database().forUpdate());
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aForeignKeyThatWasLostRunsTheWorkAgain() {
        AtomicInteger attempts = new AtomicInteger();
        postgres.database().write(() -> {
            int word = attempts.incrementAndGet() == 1 ? 99 : 1;
            return postgres.update("INSERT INTO letter VALUES (1, " + word + ")");
        });
        assertThat(attempts).hasValue(2);
        assertThat(postgres.ask("SELECT word FROM letter")).isEqualTo("1");
    }

    @Test
    void anotherViolationIsNotRunAgain() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> postgres.database().write(() -> {
                    attempts.incrementAndGet();
                    return postgres.update("INSERT INTO word VALUES (3, 'one')");
                }))
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aNameIsLockedUntilTheEndOfTheTransaction() throws InterruptedException {
        CountDownLatch locked = new CountDownLatch(1);
        AtomicInteger order = new AtomicInteger();
        Thread other = Thread.ofVirtual().start(() -> {
            try {
                locked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            postgres.database().write(() -> {
                postgres.database().lock("a name");
                return order.compareAndSet(1, 2);
            });
        });
        postgres.database().write(() -> {
            postgres.database().lock("a name");
            postgres.database().lock("another name");
            locked.countDown();
            postgres.ask("SELECT pg_sleep(0.2)");
            return order.compareAndSet(0, 1);
        });
        other.join();
        assertThat(order).hasValue(2);
    }

    @Test
    void whoWaitsTooLongForALockGivesUpAtOnce() {
        AtomicInteger attempts = new AtomicInteger();
        postgres.database().write(() -> {
            lock(1);
            Thread other = Thread.ofVirtual()
                    .start(() -> assertThatThrownBy(() -> postgres.database().write(() -> {
                                attempts.incrementAndGet();
                                lock(1);
                                return 0;
                            }))
                            .isInstanceOf(QueryTimeoutException.class));
            try {
                assertThat(other.join(Duration.ofSeconds(10))).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 0;
        });
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aStatementThatTakesTooLongIsCancelledWithinATransactionAndOutside() {
        assertThatThrownBy(() -> postgres.ask("SELECT pg_sleep(30)")).isInstanceOf(QueryTimeoutException.class);
        assertThatThrownBy(() -> postgres.database().write(() -> postgres.ask("SELECT pg_sleep(30)")))
                .isInstanceOf(QueryTimeoutException.class);
        assertThat(postgres.ask("SELECT 1")).isEqualTo("1");
    }

    @Test
    void limitsAreThoseOfATransactionAndNotOfTheSession() {
        postgres.database().write(() -> {
            assertThat(postgres.ask("SHOW lock_timeout")).isEqualTo("2500ms");
            assertThat(postgres.ask("SHOW statement_timeout")).isEqualTo("4s");
            assertThat(postgres.ask("SHOW idle_in_transaction_session_timeout")).isEqualTo("4s");
            assertThat(postgres.ask("SHOW transaction_isolation")).isEqualTo("read committed");
            return 0;
        });
        assertThat(postgres.ask("SHOW lock_timeout")).isEqualTo("0");
        assertThat(postgres.ask("SHOW statement_timeout")).isEqualTo("0");
        assertThat(postgres.ask("SHOW idle_in_transaction_session_timeout")).isEqualTo("0");
    }

    @Test
    void aCommitWaitsForTheDiskWhateverTheDatabaseSays() {
        String name = postgres.ask("SELECT current_database()");
        postgres.update("ALTER DATABASE " + name + " SET synchronous_commit = off");
        postgres.update("ALTER DATABASE " + name + " SET default_transaction_isolation = serializable");
        endSessions();
        tolerateOne(() -> postgres.ask("SELECT 1"));
        assertThat(postgres.ask("SHOW synchronous_commit")).isEqualTo("off");
        postgres.database().write(() -> {
            assertThat(postgres.ask("SHOW synchronous_commit")).isEqualTo("on");
            assertThat(postgres.ask("SHOW transaction_isolation")).isEqualTo("read committed");
            return 0;
        });
    }

    @Test
    void aConnectionThatWasCutIsAFailureOnceAndTheNextOneWorks() {
        assertThatThrownBy(() -> postgres.database().write(() -> {
                    endSessions();
                    return postgres.update("INSERT INTO word VALUES (3, 'three')");
                }))
                .isInstanceOf(DataAccessResourceFailureException.class);
        tolerateOne(() -> postgres.ask("SELECT 1"));
        assertThat(postgres.database().write(() -> postgres.update("INSERT INTO word VALUES (3, 'three')")))
                .isEqualTo(1);
    }

    /** A transaction ends its own session as well, with the error that a shutdown of the server gives. */
    private void endSessions() {
        try {
            postgres.ask("""
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()
                """);
        } catch (DataAccessException e) {
            assertThat(e).isInstanceOf(DataAccessResourceFailureException.class);
        }
    }

    private static void tolerateOne(Runnable work) {
        try {
            work.run();
        } catch (DataAccessResourceFailureException e) {
            work.run();
        }
    }

    /** The connection that says so is given up, or the pool would keep it until it is old. */
    @Test
    void aServerThatBecameReadOnlyIsLeftForItsSuccessor() {
        String session = postgres.ask("SELECT pg_backend_pid()");
        postgres.update("SET default_transaction_read_only = on");
        assertThatThrownBy(() -> postgres.database().write(() -> {
                    assertThat(postgres.ask("SELECT pg_backend_pid()")).isEqualTo(session);
                    return postgres.update("DELETE FROM word");
                }))
                .isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(postgres.database().write(() -> {
                    assertThat(postgres.ask("SELECT pg_backend_pid()")).isNotEqualTo(session);
                    return postgres.update("DELETE FROM word");
                }))
                .isEqualTo(2);
    }

    @Test
    void aServerThatIsReadOnlyIsNotUsedAtAll() {
        postgres.update("ALTER DATABASE " + postgres.ask("SELECT current_database()")
                + " SET default_transaction_read_only = on");
        endSessions();
        assertThatThrownBy(() -> tolerateOne(() -> postgres.ask("SELECT 1")))
                .isInstanceOf(DataAccessResourceFailureException.class);
    }

    @Test
    void whoGetsNoConnectionInTimeFailsAndTheNextOneWorks() {
        CountDownLatch taken = new CountDownLatch(PostgresDatabase.POOL_SIZE);
        CountDownLatch failed = new CountDownLatch(1);
        AtOnce.run(PostgresDatabase.POOL_SIZE + 1, i -> {
            if (i < PostgresDatabase.POOL_SIZE) {
                return postgres.database().write(() -> {
                    taken.countDown();
                    return await(failed);
                });
            }
            await(taken);
            assertThatThrownBy(() -> postgres.ask("SELECT 1")).isInstanceOf(DataAccessResourceFailureException.class);
            assertThatThrownBy(() -> postgres.database().write(() -> postgres.update("DELETE FROM word")))
                    .isInstanceOf(DataAccessResourceFailureException.class);
            failed.countDown();
            return true;
        });
        assertThat(postgres.ask("SELECT 1")).isEqualTo("1");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
