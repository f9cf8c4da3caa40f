package io.staithe.gc;

import io.staithe.database.Database;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.Uploads;
import io.staithe.metadata.Uploads.Upload;
import java.time.Clock;
import java.util.List;

/** Ends upload sessions that nobody finished in time. */
final class UploadExpiry implements BackgroundTask {

    private static final int BATCH = 100;

    private final Database database;
    private final Uploads uploads;
    private final Garbage garbage;
    private final Clock clock;

    UploadExpiry(Database database, Uploads uploads, Garbage garbage, Clock clock) {
        this.database = database;
        this.uploads = uploads;
        this.garbage = garbage;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "upload-expiry";
    }

    @Override
    public void run(Runnable done) {
        List<Upload> expired = uploads.expired(clock.instant(), BATCH);
        while (!expired.isEmpty()) {
            for (Upload upload : expired) {
                end(upload);
                done.run();
            }
            expired = uploads.expired(clock.instant(), BATCH);
        }
    }

    /** A request may still be writing, so the bytes stay a while longer. */
    private void end(Upload upload) {
        database.write(() -> {
            if (uploads.deleteExpired(upload, clock.instant())) {
                garbage.addAfterDelay(upload.key());
            }
            return null;
        });
    }
}
