package io.staithe.gc;

import io.staithe.database.Database;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.Uploads;
import io.staithe.metadata.Uploads.Upload;
import java.util.List;

/** Ends upload sessions that nobody finished in time. */
final class UploadExpiry implements BackgroundTask {

    private static final int BATCH = 100;

    private final Database database;
    private final Uploads uploads;
    private final Garbage garbage;

    UploadExpiry(Database database, Uploads uploads, Garbage garbage) {
        this.database = database;
        this.uploads = uploads;
        this.garbage = garbage;
    }

    @Override
    public String name() {
        return "upload-expiry";
    }

    @Override
    public void run(Steps steps) {
        List<Upload> expired = uploads.expired(BATCH);
        while (!expired.isEmpty()) {
            for (Upload upload : expired) {
                if (!steps.mayGoOn()) {
                    return;
                }
                end(upload);
                steps.done();
            }
            expired = uploads.expired(BATCH);
        }
    }

    /** A request may still be writing, so the bytes stay a while longer. */
    private void end(Upload upload) {
        database.write(() -> {
            if (uploads.deleteExpired(upload)) {
                garbage.addUnfinishedAfterDelay(upload);
            }
        });
    }
}
