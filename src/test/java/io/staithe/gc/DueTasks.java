package io.staithe.gc;

import io.staithe.blobstore.BlobStore;
import io.staithe.database.Database;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.Uploads;
import java.io.IOException;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;

/** Runs what is due now, in a registry whose own tasks are far away. */
public final class DueTasks {

    private final List<BackgroundTask> tasks;

    public DueTasks(BeanFactory registry) {
        Database database = registry.getBean(Database.class);
        Garbage garbage = registry.getBean(Garbage.class);
        this.tasks = List.of(
                new UploadExpiry(database, registry.getBean(Uploads.class), garbage),
                new GarbageSweeper(database, garbage, registry.getBean(BlobStore.class)));
    }

    /** @throws RuntimeException if the database fails */
    public void run() throws IOException {
        for (BackgroundTask task : tasks) {
            task.run(new Unhindered());
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
