package io.staithe.manifest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.database.Database;
import io.staithe.metadata.LastPulls;
import io.staithe.metadata.LastPulls.Pulled;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Remembers which manifests were pulled, and writes that down once in a while, so that a pull costs no statement. However
 * often a manifest is pulled in between, it is one row. What waits is lost if the process is killed. Thread-safe.
 */
final class RecentPulls implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RecentPulls.class);

    /** Keeps transactions short, which a push may wait for. */
    private static final int BATCH = 500;

    private final Database database;
    private final LastPulls pulls;
    private final int most;
    private final Set<Pulled> waiting = ConcurrentHashMap.newKeySet();
    private final Counter lost;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("pulls-", 0).daemon().factory());

    /** @param most manifests that may wait */
    RecentPulls(Database database, LastPulls pulls, int most, MeterRegistry meters) {
        this.database = database;
        this.pulls = pulls;
        this.most = most;
        this.lost = Counter.builder("staithe.pulls.lost")
                .description("Pulls that were not noted, since more manifests were pulled than may wait")
                .register(meters);
        Gauge.builder("staithe.pulls.waiting", waiting, Set::size)
                .description("Manifests whose pull is not written down yet")
                .register(meters);
    }

    /** Begins to write. */
    void start(Duration interval) {
        ScheduledFuture<?> _ = timer.scheduleWithFixedDelay(
                this::flush, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    void add(Pulled pulled) {
        if (waiting.size() < most) {
            waiting.add(pulled);
        } else if (most > 0 && !waiting.contains(pulled)) {
            lost.increment();
        }
    }

    /** Writes all that waits. What cannot be written now waits on. */
    synchronized void flush() {
        List<Pulled> all = List.copyOf(waiting);
        for (int from = 0; from < all.size(); from += BATCH) {
            List<Pulled> batch = all.subList(from, Math.min(all.size(), from + BATCH));
            batch.forEach(waiting::remove);
            try {
                database.write(() -> pulls.record(batch));
            } catch (DataAccessException e) {
                waiting.addAll(batch);
                log.warn("Pulls cannot be written down at the moment: {}", e.toString());
                return;
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        flush();
    }
}
