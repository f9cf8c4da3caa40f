package io.staithe.gc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Runs each task with a pause in between, unless another node has it, and counts runs by outcome ({@code staithe.task})
 * and what they dealt with ({@code staithe.task.items}). A run that fails is logged and followed by the next.
 */
public final class BackgroundTasks implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BackgroundTasks.class);

    private static final int MOST_SECONDS_TO_END = 20;

    private final List<BackgroundTask> tasks;
    private final Function<BackgroundTask, TaskLease> leases;
    private final Function<BackgroundTask, TaskGate> gates;
    private final Runnable release;
    private final Duration pause;
    private final MeterRegistry meters;
    private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    private final Map<String, Runnable> runs = new ConcurrentHashMap<>();
    private volatile boolean running;

    /**
     * @param leases makes this node's claim to a task
     * @param gates makes what says whether a task may run
     * @param release gives up all claims when the node stops
     */
    BackgroundTasks(
            List<BackgroundTask> tasks,
            Function<BackgroundTask, TaskLease> leases,
            Function<BackgroundTask, TaskGate> gates,
            Runnable release,
            Duration pause,
            MeterRegistry meters) {
        this.tasks = List.copyOf(tasks);
        this.leases = leases;
        this.gates = gates;
        this.release = release;
        this.pause = pause;
        this.meters = meters;
    }

    @Override
    public void start() {
        scheduler.setThreadNamePrefix("task-");
        scheduler.setPoolSize(tasks.size());
        scheduler.setWaitForTasksToCompleteOnShutdown(true);
        scheduler.setAwaitTerminationSeconds(MOST_SECONDS_TO_END);
        scheduler.initialize();
        running = true;
        tasks.forEach(this::schedule);
    }

    private void schedule(BackgroundTask task) {
        Timer succeeded = timer(task, "success");
        Timer failed = timer(task, "failure");
        Counter items = Counter.builder("staithe.task.items")
                .description("Things that background tasks dealt with")
                .tag("task", task.name())
                .register(meters);
        CountedSteps steps = new CountedSteps(leases.apply(task), gates.apply(task), items);
        Lock once = new ReentrantLock();
        Runnable run = () -> runOnce(once, () -> run(task, steps, succeeded, failed));
        runs.put(task.name(), run);
        ScheduledFuture<?> _ = scheduler.scheduleWithFixedDelay(run, pause);
    }

    private static void runOnce(Lock once, Runnable run) {
        if (once.tryLock()) {
            try {
                run.run();
            } finally {
                once.unlock();
            }
        }
    }

    /** Lets a task begin now, if it is not running and no other node has it; then it begins after the usual pause. */
    public void runSoon(String task) {
        Runnable run = runs.get(task);
        if (running && run != null) {
            scheduler.execute(run);
        }
    }

    private Timer timer(BackgroundTask task, String outcome) {
        return Timer.builder("staithe.task")
                .description("Runs of background tasks")
                .tag("task", task.name())
                .tag("outcome", outcome)
                .register(meters);
    }

    private void run(BackgroundTask task, CountedSteps steps, Timer succeeded, Timer failed) {
        Timer.Sample sample = Timer.start(meters);
        try {
            if (steps.gate.isOpen() && steps.lease.tryAcquire()) {
                task.run(steps);
                steps.lease.rest(pause);
                sample.stop(succeeded);
            }
        } catch (IOException | RuntimeException e) {
            sample.stop(failed);
            log.error("The background task {} failed: {}", task.name(), e.toString());
        }
    }

    private final class CountedSteps implements BackgroundTask.Steps {

        private final TaskLease lease;
        private final TaskGate gate;
        private final Counter items;

        private CountedSteps(TaskLease lease, TaskGate gate, Counter items) {
            this.lease = lease;
            this.gate = gate;
            this.items = items;
        }

        @Override
        public boolean mayGoOn() {
            return running && gate.isOpen() && lease.keep();
        }

        @Override
        public void done() {
            items.increment();
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
        try {
            release.run();
        } catch (RuntimeException e) {
            log.warn("The background tasks of this node could not be given up, others will wait: {}", e.toString());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
