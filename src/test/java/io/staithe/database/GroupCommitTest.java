package io.staithe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.NonTransientDataAccessResourceException;

/** Transactions that wait for each other are committed by one sync, and are as much on their own as any others. */
class GroupCommitTest {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path folder;
    private SqliteDatabase sqlite;

    GroupCommitTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void open() {
        sqlite = SqliteDatabase.open(folder);
    }

    @AfterEach
    void close() throws IOException {
        threads.close();
        sqlite.close();
    }

    /** The first one has the turn until all others wait for it. */
    private List<Future<Integer>> together(Supplier<Integer> first, List<Supplier<Integer>> others) throws Exception {
        List<Future<Integer>> waiters = new ArrayList<>();
        AtomicBoolean again = new AtomicBoolean();
        Future<Integer> done = threads.submit(() -> sqlite.database().write(() -> {
            if (!again.getAndSet(true)) {
                others.forEach(other -> waiters.add(queue(other)));
            }
            return first.get();
        }));
        List<Future<Integer>> all = new ArrayList<>();
        all.add(done);
        ended(done);
        all.addAll(waiters);
        return all;
    }

    private Future<Integer> queue(Supplier<Integer> work) {
        return queued(() -> sqlite.database().write(work));
    }

    private Future<Integer> queued(Callable<Integer> write) {
        int before = waiting();
        Future<Integer> done = threads.submit(write);
        while (waiting() == before) {
            Thread.onSpinWait();
        }
        return done;
    }

    private static void ended(Future<Integer> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(RuntimeException.class);
        }
    }

    private int waiting() {
        return (int) sqlite.meters().get("staithe.database.waiting").gauge().value();
    }

    private long commits() {
        return sqlite.meters().get("staithe.database.commit").timer().count();
    }

    private static int done(Future<Integer> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        }
    }

    @Test
    void thoseThatWaitAreCommittedTogether() throws Exception {
        long before = commits();
        List<Future<Integer>> all =
                together(() -> sqlite.add("first"), List.of(() -> sqlite.add("second"), () -> sqlite.add("third")));
        assertThat(commits() - before).isEqualTo(1);
        for (Future<Integer> each : all) {
            assertThat(done(each)).isEqualTo(1);
        }
        assertThat(words()).containsExactly("first", "second", "third");
    }

    @Test
    void oneThatFailsTakesNobodyAlong() throws Exception {
        List<Future<Integer>> all =
                together(() -> sqlite.add("first"), List.of(() -> failing("second"), () -> sqlite.add("third")));
        assertThat(done(all.get(0))).isEqualTo(1);
        assertThatThrownBy(() -> done(all.get(1))).hasMessage("on purpose");
        assertThat(done(all.get(2))).isEqualTo(1);
        assertThat(words()).containsExactly("first", "third");
    }

    @Test
    void whoBeganMayFailToo() throws Exception {
        List<Future<Integer>> all =
                together(() -> failing("first"), List.of(() -> sqlite.add("second"), () -> sqlite.add("third")));
        assertThatThrownBy(() -> done(all.get(0))).hasMessage("on purpose");
        assertThat(done(all.get(1)) + done(all.get(2))).isEqualTo(2);
        assertThat(words()).containsExactly("second", "third");
    }

    private int failing(String word) {
        sqlite.add(word);
        throw new IllegalStateException("on purpose");
    }

    @Test
    void nobodyWaitsForWhoWritesAloneAndCameLater() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        List<Future<Integer>> others = new ArrayList<>();
        Future<Integer> first = threads.submit(() -> sqlite.database().write(() -> {
            others.add(queue(() -> sqlite.add("second")));
            others.add(queued(() -> sqlite.database().writeAlone(() -> sqlite.add("alone") + waitFor(told))));
            others.add(queue(() -> sqlite.add("last")));
            return sqlite.add("first");
        }));
        try {
            assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(others.get(0).get(5, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(words()).containsExactly("first", "second");
            assertThat(others.get(2).isDone()).isFalse();
        } finally {
            told.countDown();
        }
        assertThat(done(others.get(1)) + done(others.get(2))).isEqualTo(2);
        assertThat(words()).containsExactly("alone", "first", "last", "second");
    }

    private static int waitFor(CountDownLatch latch) {
        try {
            latch.await();
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoWritesAloneAndFailsLeavesNothing() {
        assertThatThrownBy(() -> sqlite.database().writeAlone(() -> failing("alone")))
                .hasMessage("on purpose");
        assertThat(sqlite.database().writeAlone(() -> sqlite.add("later"))).isEqualTo(1);
        assertThat(words()).containsExactly("later");
    }

    /** What was kept must not look lost for want of the file, which another program may take in that moment. */
    @Test
    void theFileIsFreeAsSoonAsSomethingIsKept() throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 0");
            sqlite.database().watch("word", List.of("text"), new Settled(() -> statement.execute("BEGIN IMMEDIATE")));
            assertThat(sqlite.database().<Integer>write(() -> sqlite.add("kept")))
                    .isEqualTo(1);
            statement.execute("ROLLBACK");
        }
        assertThat(words()).containsExactly("kept");
    }

    /** Does something at the end of each transaction. */
    private record Settled(ThrowingCallable action) implements RowListener {
        @Override
        public void touched(List<String> row) {}

        @Override
        public void settled() {
            assertThatCode(action).doesNotThrowAnyException();
        }
    }

    @Test
    void nobodyIsToldOfSuccessIfTheCommitFails() throws Exception {
        sqlite.database().write(() -> sqlite.update("CREATE TABLE use (word INTEGER REFERENCES word (id))"));
        List<Future<Integer>> all = together(() -> sqlite.add("first"), List.of(() -> {
            sqlite.update("PRAGMA defer_foreign_keys = ON");
            return sqlite.update("INSERT INTO use VALUES (7)");
        }));
        for (Future<Integer> each : all) {
            assertThatThrownBy(() -> done(each)).isInstanceOf(DataIntegrityViolationException.class);
        }
        assertThat(words()).isEmpty();
        sqlite.database().write(() -> sqlite.add("later"));
        assertThat(words()).containsExactly("later");
    }

    /** SQLite's own limit of pages stands in for a full disk. It then rolls back everything by itself. */
    @Test
    void whatIsLostWithAnotherOneIsDoneAgain() throws Exception {
        sqlite.database().write(() -> sqlite.update("CREATE TABLE bytes (content BLOB)"));
        sqlite.database().write(() -> sqlite.query("PRAGMA max_page_count = 20"));
        AtomicInteger attempts = new AtomicInteger();
        List<Future<Integer>> all = together(
                () -> attempts.incrementAndGet() * sqlite.add("first"),
                List.of(() -> sqlite.update("INSERT INTO bytes VALUES (zeroblob(200000))")));
        assertThat(done(all.get(0))).isEqualTo(2);
        assertThatThrownBy(() -> done(all.get(1))).isInstanceOf(NonTransientDataAccessResourceException.class);
        assertThat(words()).containsExactly("first");
    }

    /** What it failed for may be what was lost. */
    @Test
    void whoFailedBesideOneThatLosesEverythingIsAskedAgain() throws Exception {
        sqlite.database().write(() -> sqlite.update("CREATE TABLE bytes (content BLOB)"));
        sqlite.database().write(() -> sqlite.query("PRAGMA max_page_count = 20"));
        AtomicInteger attempts = new AtomicInteger();
        List<Future<Integer>> all = together(
                () -> sqlite.add("first"),
                List.of(
                        () -> {
                            attempts.incrementAndGet();
                            return failing("second");
                        },
                        () -> sqlite.update("INSERT INTO bytes VALUES (zeroblob(200000))")));
        assertThat(done(all.get(0))).isEqualTo(1);
        assertThatThrownBy(() -> done(all.get(1))).hasMessage("on purpose");
        assertThatThrownBy(() -> done(all.get(2))).isInstanceOf(NonTransientDataAccessResourceException.class);
        assertThat(attempts).hasValue(2);
        assertThat(words()).containsExactly("first");
    }

    @Test
    void whoIsInterruptedWritesAllTheSame() {
        Thread.currentThread().interrupt();
        int rows = sqlite.database().write(() -> sqlite.add("last"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(rows).isEqualTo(1);
        assertThat(words()).containsExactly("last");
    }

    private List<String> words() {
        return sqlite.database()
                .sql()
                .sql("SELECT text FROM word ORDER BY text")
                .query((row, number) -> row.getString(1))
                .list();
    }
}
