package io.staithe.metadata;

import io.staithe.database.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code background_task}: what an operator and the last run say of a background task. */
public final class TaskStates {

    private final Database database;

    TaskStates(Database database) {
        this.database = database;
    }

    /** A task that an operator stopped. */
    public record Paused(String task, Instant since, String by) {}

    /** All tasks that are paused, by name. */
    public List<Paused> paused() {
        return database.sql()
                .sql("SELECT name, paused_at, paused_by FROM background_task WHERE paused_at IS NOT NULL ORDER BY name")
                .query((row, n) -> new Paused(row.getString(1), Instant.ofEpochMilli(row.getLong(2)), row.getString(3)))
                .list();
    }

    public boolean isPaused(String task) {
        return database.sql()
                .sql("SELECT 1 FROM background_task WHERE name = ? AND paused_at IS NOT NULL")
                .param(task)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Who paused it first is remembered. */
    public void pause(String task, String by) {
        database.sql().sql("""
            INSERT INTO background_task (name, paused_at, paused_by) VALUES (?, staithe_now(), ?)
            ON CONFLICT (name) DO UPDATE SET paused_at = excluded.paused_at, paused_by = excluded.paused_by
            WHERE background_task.paused_at IS NULL
            """).params(task, by).update();
    }

    public void resume(String task) {
        database.sql()
                .sql("UPDATE background_task SET paused_at = NULL, paused_by = NULL WHERE name = ?")
                .param(task)
                .update();
    }

    /** Whether a task has not ended for so long. One that never ended begins to wait now. */
    public boolean isDue(String task, Duration interval) {
        Optional<Instant> last = finishedAt(task);
        if (last.isEmpty()) {
            database.write(() -> finished(task));
        }
        return last.isPresent()
                && database.sql()
                        .sql("SELECT 1 FROM background_task WHERE name = ? AND finished_at <= staithe_now() - ?")
                        .params(task, interval.toMillis())
                        .query(Integer.class)
                        .optional()
                        .isPresent();
    }

    public void finished(String task) {
        database.sql().sql("""
            INSERT INTO background_task (name, finished_at) VALUES (?, staithe_now())
            ON CONFLICT (name) DO UPDATE SET finished_at = excluded.finished_at
            """).param(task).update();
    }

    /** When a task that is done once in a while ended last. */
    public Optional<Instant> finishedAt(String task) {
        return database.sql()
                .sql("SELECT finished_at FROM background_task WHERE name = ? AND finished_at IS NOT NULL")
                .param(task)
                .query((row, n) -> Instant.ofEpochMilli(row.getLong(1)))
                .optional();
    }

    /** Makes a task due that is done once in a while. */
    public void forgetEnd(String task) {
        database.sql().sql("""
            INSERT INTO background_task (name, finished_at) VALUES (?, 0)
            ON CONFLICT (name) DO UPDATE SET finished_at = 0
            """).param(task).update();
    }
}
