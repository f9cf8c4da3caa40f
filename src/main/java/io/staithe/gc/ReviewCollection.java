package io.staithe.gc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.database.Database;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.Reviews.Review;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Takes the reviews that are due, one after another or some at once, at the pace that was set. One that fails is tried
 * again later and holds up no other.
 */
final class ReviewCollection implements BackgroundTask {

    static final String NAME = "content-collection";

    private static final Logger log = LoggerFactory.getLogger(ReviewCollection.class);

    private static final int BATCH = 256;

    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);

    private final Database database;
    private final Reviews reviews;
    private final Collector collector;
    private final Pace pace;
    private final int workers;
    private final MeterRegistry meters;
    private final Counter errors;

    ReviewCollection(
            Database database,
            Reviews reviews,
            Collector collector,
            CollectionProperties properties,
            MeterRegistry meters) {
        this.database = database;
        this.reviews = reviews;
        this.collector = collector;
        this.pace = new Pace(properties.rowsPerSecond());
        this.workers = properties.workers();
        this.meters = meters;
        this.errors = Counter.builder("staithe.gc.errors")
                .description("Reviews that failed and are tried again")
                .register(meters);
        for (Reviews.Kind kind : Reviews.Kind.values()) {
            for (Collector.Outcome outcome : Collector.Outcome.values()) {
                counter(kind, outcome);
            }
        }
    }

    private Counter counter(Reviews.Kind kind, Collector.Outcome outcome) {
        return Counter.builder("staithe.gc.reviewed")
                .description("Reviews that were decided")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean keepsToWindow() {
        return true;
    }

    @Override
    public void run(Steps steps) throws IOException {
        int failed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Review> due = reviews.due(BATCH);
            while (!due.isEmpty()) {
                for (int from = 0; from < due.size(); from += workers) {
                    List<Review> step = due.subList(from, Math.min(due.size(), from + workers));
                    if (!pace.await(step.size(), steps::mayGoOn)) {
                        return;
                    }
                    failed += decide(step, threads, steps);
                }
                due = reviews.due(BATCH);
            }
        }
        if (failed > 0) {
            throw new IOException(failed + " reviews failed and are tried again");
        }
    }

    /** @return how many failed */
    private int decide(List<Review> step, ExecutorService threads, Steps steps) throws IOException {
        if (step.size() == 1) {
            return decide(step.getFirst(), steps) ? 0 : 1;
        }
        List<Future<Boolean>> running = new ArrayList<>();
        step.forEach(review -> running.add(threads.submit(() -> decide(review, steps))));
        int failed = 0;
        for (Future<Boolean> future : running) {
            failed += result(future) ? 0 : 1;
        }
        return failed;
    }

    private static boolean result(Future<Boolean> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("a review could not be put off: " + e.getCause(), e);
        }
    }

    /** @return false if it failed; where not even that can be noted, the run ends */
    private boolean decide(Review review, Steps steps) {
        try {
            Collector.Outcome outcome = collector.decide(review);
            counter(review.kind(), outcome).increment();
            steps.done();
            return true;
        } catch (DataAccessException e) {
            errors.increment();
            log.warn("The review of {} failed, will try again: {}", review.digest(), e.getMessage());
            database.write(() -> reviews.retryLater(review, FIRST_RETRY));
            return false;
        }
    }
}
