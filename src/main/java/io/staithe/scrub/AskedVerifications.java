package io.staithe.scrub;

import io.staithe.database.Database;
import io.staithe.gc.BackgroundTask;
import io.staithe.gc.Pace;
import io.staithe.metadata.Verifications;
import io.staithe.metadata.Verifications.Verification;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at what somebody asked for, or a read found lost, one after the other and as fast as it can be read. */
final class AskedVerifications implements BackgroundTask {

    static final String NAME = "verify";

    private final Database database;
    private final Verifications verifications;
    private final Looks looks;
    private final ScrubMeters meters;

    AskedVerifications(Database database, Verifications verifications, Looks looks, ScrubMeters meters) {
        this.database = database;
        this.verifications = verifications;
        this.looks = looks;
        this.meters = meters;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Steps steps) throws IOException {
        Optional<Verification> next = verifications.nextAsked();
        while (next.isPresent() && steps.mayGoOn()) {
            if (!looked(next.get(), steps)) {
                return;
            }
            next = verifications.nextAsked();
        }
    }

    /** @return false if nobody may go on */
    private boolean looked(Verification verification, Steps steps) throws IOException {
        try {
            boolean ended = looks.goOn(verification, steps, new Pace(0));
            if (ended) {
                meters.storeDoubted(false);
                finish(verification, null);
            }
            return ended;
        } catch (IOException e) {
            meters.storeDoubted(e instanceof StoreDoubtedException);
            finish(verification, e.getMessage());
            throw e;
        }
    }

    private void finish(Verification verification, @Nullable String stopped) {
        database.write(() -> {
            verifications.finish(verification.id(), stopped);
            return null;
        });
    }
}
