package io.staithe.gc;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
            task.run(new Counted(Integer.MAX_VALUE));
        }
    }

    /** Runs one of them. */
    public void run(String name) throws IOException {
        run(name, Integer.MAX_VALUE);
    }

    /** Runs one of them, until it has dealt with so many things. */
    public void run(String name, int most) throws IOException {
        run(name, new Counted(most));
    }

    /** @param steps say how far the run may go, and are told of each thing that it dealt with */
    public void run(String name, BackgroundTask.Steps steps) throws IOException {
        for (BackgroundTask task : tasks) {
            if (task.name().equals(name)) {
                task.run(steps);
            }
        }
    }

    private static final class Counted implements BackgroundTask.Steps {

        private final AtomicInteger left;

        private Counted(int most) {
            this.left = new AtomicInteger(most);
        }

        @Override
        public boolean mayGoOn() {
            return left.get() > 0;
        }

        @Override
        public void done() {
            left.decrementAndGet();
        }
    }
}
