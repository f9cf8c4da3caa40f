package io.staithe.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.database.Database;
import io.staithe.metadata.Leases;
import io.staithe.metadata.TaskStates;
import io.staithe.testing.TestPostgres;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Who of several nodes does a task, by the database's time. */
@TestInstance(Lifecycle.PER_CLASS)
class TaskLeaseTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(3);

    private final TestRegistry registry;
    private final Database database;
    private final Leases leases;
    private final TaskStates states;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    TaskLeaseTest(@TempDir Path data) {
        registry = TestRegistry.start(data, "spring.datasource.url=" + TestPostgres.create(), "staithe.gc.interval=1h");
        database = registry.bean(Database.class);
        leases = registry.bean(Leases.class);
        states = registry.bean(TaskStates.class);
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    private TaskLease lease(String task, String node, Duration length) {
        return new TaskLease(database, leases, task, node, length, meters);
    }

    @Test
    void oneOfTwoNodesHasATaskUntilItGivesItUp() {
        TaskLease one = lease("given-up", "one", LONG);
        TaskLease other = lease("given-up", "other", LONG);
        assertThat(one.tryAcquire()).isTrue();
        assertThat(other.tryAcquire()).isFalse();
        assertThat(one.tryAcquire()).as("its own again").isTrue();
        assertThat(lease("another-task", "other", LONG).tryAcquire()).isTrue();
        database.write(() -> leases.release("one"));
        assertThat(other.tryAcquire()).isTrue();
        assertThat(one.tryAcquire()).isFalse();
    }

    @Test
    void theTaskOfANodeThatIsSilentIsTakenOverAndThatNodeNotices() {
        TaskLease silent = lease("silent", "one", SHORT);
        TaskLease other = lease("silent", "other", LONG);
        assertThat(silent.tryAcquire()).isTrue();
        await().until(other::tryAcquire);
        assertThat(silent.keep()).isFalse();
        assertThat(meters.get("staithe.lease.lost").tag("task", "silent").counters().stream()
                        .mapToDouble(counter -> counter.count())
                        .sum())
                .isEqualTo(1);
        assertThat(silent.tryAcquire()).isFalse();
    }

    @Test
    void afterARunTheOthersWaitForThePauseAndNoLonger() {
        TaskLease one = lease("resting", "one", LONG);
        TaskLease other = lease("resting", "other", LONG);
        assertThat(one.tryAcquire()).isTrue();
        one.rest(LONG);
        assertThat(other.tryAcquire()).isFalse();
        one.rest(SHORT);
        await().until(other::tryAcquire);
    }

    @Test
    void aRunThatLostItsLeaseStopsAtTheNextStep() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        BackgroundTask endless = new BackgroundTask() {
            @Override
            public String name() {
                return "endless";
            }

            @Override
            public void run(Steps steps) {
                while (steps.mayGoOn()) {
                    steps.done();
                }
                stopped.countDown();
            }
        };
        BackgroundTasks tasks = new BackgroundTasks(
                List.of(endless),
                task -> lease(task.name(), "one", Duration.ofSeconds(1)),
                task -> new TaskGate(
                        states, task.name(), TimeWindow.parse("00:00-24:00").orElseThrow(), Clock.systemUTC(), meters),
                () -> {},
                LONG,
                meters);
        tasks.start();
        try {
            await().until(() -> meters.get("staithe.task.items").counter().count() > 0);
            database.write(() -> database.sql()
                    .sql(
                            "UPDATE lease SET holder = 'other', expires_at = staithe_now() + 100000 WHERE name = 'endless'")
                    .update());
            stopped.await();
        } finally {
            tasks.stop();
        }
    }
}
