package io.staithe.gc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.database.Database;
import io.staithe.metadata.Leases;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * A lease that a node has for as long as it runs, whether it works at any task or not: who must not touch a database in
 * use sees it there. Only where several may share the database.
 */
final class NodePresence implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(NodePresence.class);

    private static final String BEGINNING = "node-";
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int MOST_SECONDS_TO_END = 10;

    private final Database database;
    private final Leases leases;
    private final String name;
    private final Duration length;
    private final Counter succeeded;
    private final Counter failed;
    private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    private volatile long nodes = 1;
    private volatile boolean running;

    /** @param node what tells it from others */
    NodePresence(Database database, Leases leases, String node, Duration length, MeterRegistry meters) {
        this.database = database;
        this.leases = leases;
        this.name = BEGINNING + node;
        this.length = length;
        this.succeeded = renewals(meters, "success");
        this.failed = renewals(meters, "failure");
        Gauge.builder("staithe.nodes", this, presence -> presence.nodes)
                .description("Nodes that use the database, as this one saw last")
                .register(meters);
    }

    private static Counter renewals(MeterRegistry meters, String outcome) {
        return Counter.builder("staithe.node.renewals")
                .description("How often this node said that it runs")
                .tag("outcome", outcome)
                .register(meters);
    }

    @Override
    public void start() {
        running = true;
        if (database.isShared()) {
            renew();
            scheduler.setThreadNamePrefix("presence-");
            // An interrupt in the middle of a statement would cost the pool a connection.
            scheduler.setWaitForTasksToCompleteOnShutdown(true);
            scheduler.setAwaitTerminationSeconds(MOST_SECONDS_TO_END);
            scheduler.initialize();
            var _ = scheduler.scheduleWithFixedDelay(this::renew, length.dividedBy(3));
        }
    }

    private void renew() {
        try {
            nodes = database.write(() -> {
                leases.forgetEnded(BEGINNING, KEPT);
                var _ = leases.tryAcquire(name, name, length);
                return leases.count(BEGINNING);
            });
            succeeded.increment();
        } catch (DataAccessException e) {
            failed.increment();
            log.warn("This node could not say that it runs, will try again: {}", e.getMessage());
        }
    }

    /** After all that uses the database. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void stop() {
        running = false;
        if (database.isShared()) {
            scheduler.shutdown();
            release();
        }
    }

    private void release() {
        try {
            database.write(() -> leases.release(name));
        } catch (DataAccessException e) {
            log.warn("This node could not say that it ends, it seems to run a while longer: {}", e.getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
