package io.staithe.gc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Runs each task with a pause in between, and counts runs by outcome ({@code staithe.task}) and what they dealt with
 * ({@code staithe.task.items}). A run that fails is logged and followed by the next.
 */
final class BackgroundTasks implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BackgroundTasks.class);

    private static final int MOST_SECONDS_TO_END = 20;

    private final List<BackgroundTask> tasks;
    private final Duration pause;
    private final MeterRegistry meters;
    private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    private volatile boolean running;

    BackgroundTasks(List<BackgroundTask> tasks, Duration pause, MeterRegistry meters) {
        this.tasks = List.copyOf(tasks);
        this.pause = pause;
        this.meters = meters;
    }

    @Override
    public void start() {
        scheduler.setThreadNamePrefix("task-");
        scheduler.setPoolSize(1);
        scheduler.setWaitForTasksToCompleteOnShutdown(true);
        scheduler.setAwaitTerminationSeconds(MOST_SECONDS_TO_END);
        scheduler.initialize();
        tasks.forEach(this::schedule);
        running = true;
    }

    private void schedule(BackgroundTask task) {
        Timer succeeded = timer(task, "success");
        Timer failed = timer(task, "failure");
        Counter items = Counter.builder("staithe.task.items")
                .description("Things that background tasks dealt with")
                .tag("task", task.name())
                .register(meters);
        ScheduledFuture<?> _ = scheduler.scheduleWithFixedDelay(() -> run(task, succeeded, failed, items), pause);
    }

    private Timer timer(BackgroundTask task, String outcome) {
        return Timer.builder("staithe.task")
                .description("Runs of background tasks")
                .tag("task", task.name())
                .tag("outcome", outcome)
                .register(meters);
    }

    private void run(BackgroundTask task, Timer succeeded, Timer failed, Counter items) {
        Timer.Sample sample = Timer.start(meters);
        try {
            task.run(items::increment);
            sample.stop(succeeded);
        } catch (IOException | RuntimeException e) {
            sample.stop(failed);
            log.error("The background task {} failed: {}", task.name(), e.toString());
        }
    }

    /** Beside the requests, which are waited for in the same phase. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }

    @Override
    public void stop(Runnable callback) {
        Thread.ofVirtual().name("tasks-stop").start(() -> {
            stop();
            callback.run();
        });
    }

    @Override
    public void stop() {
        running = false;
        scheduler.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
