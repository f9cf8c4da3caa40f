package io.staithe.retention;

import io.staithe.database.Database;
import io.staithe.gc.BackgroundTask;
import io.staithe.gc.DueTasks;
import io.staithe.gc.TaskControl;
import io.staithe.testing.TestRegistry;
import java.io.IOException;

/** Runs of the task that applies the rules, in a registry whose own runs are far away. */
final class RetentionRuns {

    private final TaskControl control;
    private final DueTasks tasks;
    private final Database database;

    RetentionRuns(TestRegistry registry) {
        this.control = registry.bean(TaskControl.class);
        this.tasks = new DueTasks(registry.beans());
        this.database = registry.bean(Database.class);
    }

    void run() {
        run(Integer.MAX_VALUE);
    }

    /** @param most how often the run may go on before it is told to stop */
    void run(int most) {
        run(most, () -> {});
    }

    /** @param onRemoval is done whenever something was removed */
    void run(int most, Runnable onRemoval) {
        control.startSoon(RetentionTask.NAME);
        int[] asked = {0};
        try {
            tasks.run(RetentionTask.NAME, new BackgroundTask.Steps() {
                @Override
                public boolean mayGoOn() {
                    return ++asked[0] <= most;
                }

                @Override
                public void done() {
                    onRemoval.run();
                }
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Lets the first delay of all rules pass. */
    void rulesGrow() {
        run();
        database.write(() ->
                database.sql().sql("UPDATE retention_evaluation SET since = 0").update());
    }
}
