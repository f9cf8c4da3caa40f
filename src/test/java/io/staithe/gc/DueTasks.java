package io.staithe.gc;

import java.io.IOException;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;

/** Runs what is due now, in a registry whose own tasks are far away. */
public final class DueTasks {

    private final List<BackgroundTask> tasks;

    public DueTasks(BeanFactory registry) {
        this.tasks = registry.getBeanProvider(BackgroundTask.class).stream().toList();
    }

    /** @throws RuntimeException if the database fails */
    public void run() throws IOException {
        for (BackgroundTask task : tasks) {
            task.run(new Unhindered());
        }
    }

    /** Runs one of them. */
    public void run(String name) throws IOException {
        for (BackgroundTask task : tasks) {
            if (task.name().equals(name)) {
                task.run(new Unhindered());
            }
        }
    }

    private static final class Unhindered implements BackgroundTask.Steps {
        @Override
        public boolean mayGoOn() {
            return true;
        }

        @Override
        public void done() {}
    }
}
