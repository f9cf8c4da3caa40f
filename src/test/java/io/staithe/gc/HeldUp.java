package io.staithe.gc;

import io.staithe.testing.Answer;
import io.staithe.testing.RecordedCalls;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Holds up one of two sides before a statement, until the other one has ended or waits for it. */
public final class HeldUp {

    /** Whoever takes longer waits for the other one, or is slow, which is another order and no error. */
    private static final long MILLIS_TO_END = 50;

    private final RecordedCalls calls;
    private volatile @Nullable Thread collector;

    public HeldUp(RecordedCalls calls) {
        this.calls = calls;
    }

    /**
     * Who is held up, and where.
     *
     * @param collectorWaits whether it is the collector, or else the client
     * @param statement before which one of that side, from 1
     */
    public record Order(boolean collectorWaits, int statement) {
        @Override
        public String toString() {
            return "%s held up before its statement %d"
                    .formatted(collectorWaits ? "the collector" : "the client", statement);
        }
    }

    /** @param met whether the side that was to be held up came to that statement */
    public record Result(boolean met, Answer answer) {}

    /** Tries a race again and again, from its beginning, in each order that its sides can meet in. */
    public static void inEachOrder(Function<Order, Result> race) {
        for (boolean collectorWaits : new boolean[] {true, false}) {
            int statement = 1;
            while (race.apply(new Order(collectorWaits, statement)).met()) {
                statement++;
            }
        }
    }

    /** Runs both. */
    public Result run(Order order, Runnable collection, Supplier<Answer> client) {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger seen = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            calls.watch(sql -> {
                boolean isCollector = Thread.currentThread() == collector;
                if (isCollector == order.collectorWaits() && seen.incrementAndGet() == order.statement()) {
                    reached.countDown();
                    await(go);
                }
            });
            Runnable collecting = () -> {
                collector = Thread.currentThread();
                collection.run();
            };
            Future<Answer> answer;
            Future<?> collected;
            boolean met;
            if (order.collectorWaits()) {
                collected = threads.submit(collecting);
                met = reachedOrDone(reached, collected);
                answer = threads.submit(client::get);
                giveTime(answer);
            } else {
                answer = threads.submit(client::get);
                met = reachedOrDone(reached, answer);
                collected = threads.submit(collecting);
                giveTime(collected);
            }
            go.countDown();
            collected.get();
            return new Result(met, answer.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError("one side failed", e.getCause());
        } finally {
            calls.watch(sql -> {});
        }
    }

    private static boolean reachedOrDone(CountDownLatch reached, Future<?> first) throws InterruptedException {
        while (!reached.await(1, TimeUnit.MILLISECONDS)) {
            if (first.isDone()) {
                return reached.getCount() == 0;
            }
        }
        return true;
    }

    private static void giveTime(Future<?> other) throws InterruptedException, ExecutionException {
        try {
            other.get(MILLIS_TO_END, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
