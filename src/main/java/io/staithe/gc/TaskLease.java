package io.staithe.gc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.database.Database;
import io.staithe.metadata.Leases;
import java.time.Duration;

/**
 * One node's claim to one task. The database decides whether it holds; where the database is this process's own, it
 * always does. Used by one thread.
 */
final class TaskLease {

    private final Database database;
    private final Leases leases;
    private final String task;
    private final String node;
    private final Duration length;
    private final Counter losses;
    private volatile boolean held;
    private long renewedAt;

    TaskLease(Database database, Leases leases, String task, String node, Duration length, MeterRegistry meters) {
        this.database = database;
        this.leases = leases;
        this.task = task;
        this.node = node;
        this.length = length;
        this.losses = Counter.builder("staithe.lease.lost")
                .description("Leases that ended while their task was running")
                .tag("task", task)
                .register(meters);
        Gauge.builder("staithe.lease.held", this, lease -> lease.held ? 1 : 0)
                .description("Whether this node has the task")
                .tag("task", task)
                .register(meters);
    }

    boolean tryAcquire() {
        held = !database.isShared() || database.write(() -> leases.tryAcquire(task, node, length));
        renewedAt = System.nanoTime();
        return held;
    }

    /** Renews when a third of the time is over. @return false if the lease is lost */
    boolean keep() {
        if (held && database.isShared() && System.nanoTime() - renewedAt > length.toNanos() / 3) {
            renewedAt = System.nanoTime();
            held = database.write(() -> leases.renew(task, node, length));
            if (!held) {
                losses.increment();
            }
        }
        return held;
    }

    /** After a run: for so long the other nodes need not look for work. */
    void rest(Duration pause) {
        if (held && database.isShared()) {
            database.write(() -> leases.renew(task, node, pause));
        }
    }
}
