package io.staithe.audit;

import io.staithe.audit.AuditRows.Row;
import io.staithe.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps what was done and what was denied: a row in the database and a line of JSON in the log. A write and its row are one
 * transaction. What has no transaction, log-ins and refusals, is written once a second, so the last second of it is lost if
 * the process is killed; the line in the log is written at once. Thread-safe.
 */
public final class AuditTrail implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger("io.staithe.audit");
    private static final Logger failures = LoggerFactory.getLogger(AuditTrail.class);
    private static final int MOST_WAITING = 10_000;
    private static final int BATCH = 500;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLEANING = Duration.ofHours(1);

    /** A request is one thread from its beginning to its end. */
    private static final ThreadLocal<AuditOrigin> origins = new ThreadLocal<>();

    private final Database database;
    private final AuditRows rows;
    private final Clock clock;
    private final Duration keep;
    private final BlockingQueue<Row> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("audit-", 0).daemon().factory());

    AuditTrail(Database database, Clock clock, Duration keep) {
        this.database = database;
        this.rows = new AuditRows(database);
        this.clock = clock;
        this.keep = keep;
    }

    /** Begins to write what waits, and to delete what is old. */
    void start() {
        ScheduledFuture<?> _ =
                timer.scheduleWithFixedDelay(this::flush, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        ScheduledFuture<?> _ = timer.scheduleWithFixedDelay(this::clean, 0, CLEANING.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Says where what this thread does comes from, until {@link #leave}. */
    public void enter(AuditOrigin origin) {
        origins.set(origin);
    }

    public void leave() {
        origins.remove();
    }

    private AuditOrigin origin() {
        AuditOrigin origin = origins.get();
        return origin == null ? AuditOrigin.REGISTRY : origin;
    }

    /**
     * Does a write and records it, or neither.
     *
     * @param work is run again if it loses against another transaction
     * @param describe is told what came of it, and records it by {@link #within}
     */
    public <T extends @Nullable Object> T write(Supplier<T> work, Consumer<T> describe) {
        return database.write(recorded(work, describe));
    }

    /** As {@link #write}, for work that may take long: see {@link Database#writeAlone}. */
    public <T extends @Nullable Object> T writeAlone(Supplier<T> work, Consumer<T> describe) {
        return database.writeAlone(recorded(work, describe));
    }

    private static <T extends @Nullable Object> Supplier<T> recorded(Supplier<T> work, Consumer<T> describe) {
        return () -> {
            T result = work.get();
            describe.accept(result);
            return result;
        };
    }

    /** Records what the transaction does that this is called in. The log has it once that is committed. */
    public void within(AuditEvent event) {
        Row row = new Row(clock.millis(), origin(), event);
        rows.insert(List.of(row));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                say(row);
            }
        });
    }

    /** Records what has no transaction, soon. */
    public void later(AuditEvent event) {
        later(origin(), event);
    }

    public void later(AuditOrigin origin, AuditEvent event) {
        Row row = new Row(clock.millis(), origin, event);
        say(row);
        if (!waiting.offer(row)) {
            failures.warn("More happens than the database takes: an event is only in this log");
        }
    }

    private static void say(Row row) {
        if (log.isInfoEnabled()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("kind", row.event().kind());
            line.put("subject", row.origin().subject());
            line.put("address", row.origin().address());
            line.put("request", row.origin().request());
            line.put("target", row.event().target());
            line.put("allowed", row.event().allowed());
            line.put("reason", row.event().reason());
            log.info("{}", JsonMapper.shared().writeValueAsString(line));
        }
    }

    /** Writes all that waits. What cannot be written now is tried again. */
    synchronized void flush() {
        List<Row> batch = new ArrayList<>();
        while (waiting.drainTo(batch, BATCH) > 0) {
            List<Row> whole = List.copyOf(batch);
            try {
                database.write(() -> rows.insert(whole));
            } catch (DataAccessException e) {
                failures.warn("Events cannot be recorded at the moment: {}", e.toString());
                whole.forEach(waiting::offer);
                return;
            }
            batch.clear();
        }
    }

    private void clean() {
        try {
            boolean more = true;
            while (more) {
                more = rows.deleteOlder(keep);
            }
        } catch (DataAccessException e) {
            failures.warn("Old events cannot be deleted at the moment: {}", e.toString());
        }
    }

    /**
     * The newest ones first.
     *
     * @param before ids from this one on are left out
     * @param subject null for all
     * @param kind null for all
     */
    public List<AuditEntry> page(long before, @Nullable String subject, @Nullable String kind, int limit) {
        return rows.page(before, subject, kind, limit);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        flush();
    }
}
