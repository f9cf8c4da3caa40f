package io.staithe.scrub;

import io.staithe.database.Database;
import io.staithe.gc.BackgroundTask;
import io.staithe.gc.Pace;
import io.staithe.metadata.Verifications;
import io.staithe.metadata.Verifications.Kind;
import io.staithe.metadata.Verifications.Verification;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what somebody asked for, or a read found lost, one after the other and as fast as it can be read. Who asked is told
 * when the store is out; what a read found waits until it is back.
 */
final class AskedVerifications implements BackgroundTask {

    static final String NAME = "verify";

    private static final Logger log = LoggerFactory.getLogger(AskedVerifications.class);

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
        boolean doubted = false;
        Set<Long> postponed = new HashSet<>();
        Optional<Verification> next = verifications.nextAsked();
        while (next.isPresent() && steps.mayGoOn()) {
            try {
                switch (looks.goOn(next.get(), steps, new Pace(0))) {
                    case INTERRUPTED -> {
                        return;
                    }
                    case AGAIN_LATER -> postponed.add(next.get().id());
                    case DONE -> finish(next.get(), null);
                }
            } catch (StoreDoubtedException e) {
                log.error("Verification {} stopped: {}", next.get().id(), e.getMessage());
                doubted = true;
                if (next.get().kind() == Kind.READ && e.storeIsOut()) {
                    meters.storeDoubted(true);
                    return;
                }
                finish(next.get(), e.getMessage());
            } catch (IOException e) {
                if (next.get().kind() != Kind.READ) {
                    finish(next.get(), e.getMessage());
                }
                throw e;
            }
            meters.storeDoubted(doubted);
            next = verifications.nextAsked(postponed);
        }
    }

    private void finish(Verification verification, @Nullable String stopped) {
        database.write(() -> verifications.finish(verification.id(), stopped));
    }
}
