package io.staithe.gc;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.metadata.TaskStates;
import java.time.Clock;
import java.time.Duration;

/** Whether a task may run now, as an operator and the time of day say. Used by one thread. */
final class TaskGate {

    private static final Duration OFTEN = Duration.ofSeconds(1);

    private final TaskStates states;
    private final String task;
    private final TimeWindow window;
    private final Clock clock;
    private volatile boolean paused;
    private long asked = System.nanoTime() - OFTEN.toNanos();

    /** @param window when it may run at all */
    TaskGate(TaskStates states, String task, TimeWindow window, Clock clock, MeterRegistry meters) {
        this.states = states;
        this.task = task;
        this.window = window;
        this.clock = clock;
        Gauge.builder("staithe.task.paused", this, gate -> gate.paused ? 1 : 0)
                .description("Whether an operator paused the task")
                .tag("task", task)
                .register(meters);
    }

    /** The database is asked once a second at most. */
    boolean isOpen() {
        if (System.nanoTime() - asked >= OFTEN.toNanos()) {
            paused = states.isPaused(task);
            asked = System.nanoTime();
        }
        return !paused && window.contains(clock.instant());
    }
}
