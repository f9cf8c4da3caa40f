package io.staithe.gc;

import io.staithe.database.Database;
import io.staithe.metadata.Blobs;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.Trash;
import io.staithe.metadata.Trash.Due;
import io.staithe.oci.Digest;
import java.util.List;

/** Deletes for good what was deleted long ago, and the blobs that were only kept to restore it. */
final class TrashPurge implements BackgroundTask {

    private static final int BATCH = 100;

    private final Database database;
    private final Trash trash;
    private final Blobs blobs;
    private final Garbage garbage;

    TrashPurge(Database database, Trash trash, Blobs blobs, Garbage garbage) {
        this.database = database;
        this.trash = trash;
        this.blobs = blobs;
        this.garbage = garbage;
    }

    @Override
    public String name() {
        return "trash-purge";
    }

    @Override
    public boolean keepsToWindow() {
        return true;
    }

    @Override
    public void run(Steps steps) {
        List<Due> due = trash.due(BATCH);
        while (!due.isEmpty()) {
            for (Due item : due) {
                if (!steps.mayGoOn()) {
                    return;
                }
                purge(item);
                steps.done();
            }
            due = trash.due(BATCH);
        }
    }

    /** A blob that a repository still has loses nothing but one of those that kept it. */
    private void purge(Due item) {
        database.write(() -> trash.purge(item).forEach(blob -> release(item.repository(), blob)));
    }

    private void release(RepositoryId repository, Digest blob) {
        blobs.lock(blob);
        blobs.deleteUnlinked(repository, blob).ifPresent(bytes -> garbage.addAfterDelay(bytes.key(), bytes.size()));
    }
}
