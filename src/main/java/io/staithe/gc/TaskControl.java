package io.staithe.gc;

import io.staithe.database.Database;
import io.staithe.metadata.TaskStates;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an operator tells background tasks, which all nodes obey within a second or the next run. Thread-safe. */
public final class TaskControl {

    private final Database database;
    private final TaskStates states;
    private final List<String> names;

    /** @param names of all tasks */
    TaskControl(Database database, TaskStates states, List<String> names) {
        this.database = database;
        this.states = states;
        this.names = List.copyOf(names);
    }

    /**
     * A background task.
     *
     * @param finishedAt when it ended last, of a task that is done once in a while
     */
    public record Task(String name, Optional<Pause> pause, Optional<Instant> finishedAt) {}

    /** Since when a task rests, and by whose word. */
    public record Pause(Instant since, String by) {}

    public List<Task> tasks() {
        Map<String, TaskStates.Paused> paused =
                states.paused().stream().collect(Collectors.toMap(TaskStates.Paused::task, Function.identity()));
        return names.stream()
                .map(name -> new Task(name, pause(paused.get(name)), states.finishedAt(name)))
                .toList();
    }

    private static Optional<Pause> pause(TaskStates.@Nullable Paused paused) {
        return Optional.ofNullable(paused).map(found -> new Pause(found.since(), found.by()));
    }

    /** Lets a task rest until it is resumed, beyond restarts. @return false if there is no such task */
    public boolean pause(String task, String by) {
        return change(task, () -> states.pause(task, by));
    }

    /** @return false if there is no such task */
    public boolean resume(String task) {
        return change(task, () -> states.resume(task));
    }

    /** Lets a task that is done once in a while begin at its next run. @return false if there is no such task */
    public boolean startSoon(String task) {
        return change(task, () -> states.forgetEnd(task));
    }

    private boolean change(String task, Runnable change) {
        if (!names.contains(task)) {
            return false;
        }
        database.write(change);
        return true;
    }
}
