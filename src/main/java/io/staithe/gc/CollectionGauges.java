package io.staithe.gc;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.Reviews;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** How much waits, asked of the database once in a while however often somebody scrapes. Thread-safe. */
final class CollectionGauges {

    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Reviews reviews;
    private final Garbage garbage;
    private Figures figures;

    private CollectionGauges(Reviews reviews, Garbage garbage) {
        this.reviews = reviews;
        this.garbage = garbage;
        this.figures = Figures.NONE;
    }

    /** @param secondsEach how long a due review has to wait for the one before it, as was last measured */
    private record Figures(long askedAt, Reviews.Waiting reviews, Garbage.Waiting garbage, double secondsEach) {

        private static final Figures NONE = new Figures(
                Long.MIN_VALUE, new Reviews.Waiting(0, 0, Duration.ZERO), new Garbage.Waiting(0, 0), Double.NaN);

        private boolean isFresh() {
            return askedAt != Long.MIN_VALUE && System.nanoTime() - askedAt < FRESH.toNanos();
        }

        /** Only what became less says how fast it goes. */
        private double secondsEach(long now, long due) {
            long decided = reviews.due() - due;
            return askedAt == Long.MIN_VALUE || decided <= 0
                    ? secondsEach
                    : (now - askedAt) / (double) Duration.ofSeconds(1).toNanos() / decided;
        }
    }

    static void register(Reviews reviews, Garbage garbage, MeterRegistry meters) {
        CollectionGauges gauges = new CollectionGauges(reviews, garbage);
        gauges.gauge(
                meters,
                "staithe.gc.reviews",
                "Reviews that wait",
                f -> f.reviews().reviews());
        gauges.gauge(
                meters,
                "staithe.gc.reviews.due",
                "Reviews whose grace is over",
                f -> f.reviews().due());
        gauges.gauge(
                meters,
                "staithe.gc.reviews.oldest.seconds",
                "For how long the first of them has been due",
                f -> f.reviews().oldest().toSeconds());
        gauges.gauge(
                meters,
                "staithe.gc.end.seconds",
                "When all that is due will be decided at the rate of late, not a number if nobody knows",
                f -> f.reviews().due() == 0 ? 0 : f.reviews().due() * f.secondsEach());
        gauges.gauge(
                meters,
                "staithe.garbage",
                "Keys whose bytes wait to be deleted",
                f -> f.garbage().keys());
        gauges.gauge(
                meters,
                "staithe.garbage.bytes",
                "Bytes that wait to be deleted",
                f -> f.garbage().bytes());
    }

    private void gauge(MeterRegistry meters, String name, String description, ToDoubleFunction<Figures> figure) {
        Gauge.builder(name, this, gauges -> figure.applyAsDouble(gauges.current()))
                .description(description)
                .strongReference(true)
                .register(meters);
    }

    private synchronized Figures current() {
        if (!figures.isFresh()) {
            long now = System.nanoTime();
            Reviews.Waiting waiting = reviews.waiting();
            figures = new Figures(now, waiting, garbage.waiting(), figures.secondsEach(now, waiting.due()));
        }
        return figures;
    }
}
