package io.staithe.scrub;

import io.staithe.database.Database;
import io.staithe.gc.BackgroundTask;
import io.staithe.gc.Pace;
import io.staithe.metadata.StoredContent;
import io.staithe.metadata.StoredContent.Amount;
import io.staithe.metadata.Verifications;
import io.staithe.metadata.Verifications.Kind;
import io.staithe.metadata.Verifications.Scope;
import io.staithe.metadata.Verifications.Verification;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Looks through all stored content, again and again, at a pace that leaves the requests their room. */
final class ScheduledScrub implements BackgroundTask {

    private final Database database;
    private final Verifications verifications;
    private final StoredContent content;
    private final Looks looks;
    private final Duration period;
    private final Pace pace;
    private final ScrubMeters meters;

    ScheduledScrub(
            Database database,
            Verifications verifications,
            StoredContent content,
            Looks looks,
            Duration period,
            long bytesPerSecond,
            ScrubMeters meters) {
        this.database = database;
        this.verifications = verifications;
        this.content = content;
        this.looks = looks;
        this.period = period;
        this.pace = new Pace(bytesPerSecond);
        this.meters = meters;
    }

    @Override
    public String name() {
        return "scrub";
    }

    @Override
    public boolean keepsToWindow() {
        return true;
    }

    @Override
    public void run(Steps steps) throws IOException {
        if (period.isZero()) {
            return;
        }
        Optional<Verification> last = verifications.lastScheduled();
        if (last.isEmpty() || isDue(last.get())) {
            last = verifications.find(begin());
        }
        if (last.isPresent() && last.get().finishedAt().isEmpty()) {
            goOn(last.get(), steps);
        }
    }

    private boolean isDue(Verification last) {
        return last.finishedAt().isPresent() && verifications.isOlder(last, period);
    }

    private long begin() {
        Amount total = content.amount(Scope.EVERYTHING);
        return database.write(() -> verifications.start(Kind.SCHEDULE, Scope.EVERYTHING, "", false, total));
    }

    private void goOn(Verification scrub, Steps steps) throws IOException {
        try {
            Looks.Outcome outcome = looks.goOn(scrub, steps, pace);
            meters.storeDoubted(false);
            if (outcome == Looks.Outcome.DONE) {
                database.write(() -> verifications.finish(scrub.id(), null));
            }
        } catch (StoreDoubtedException e) {
            meters.storeDoubted(true);
            throw e;
        }
    }
}
