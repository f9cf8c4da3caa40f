package io.staithe.scrub;

import io.staithe.database.Database;
import io.staithe.gc.BackgroundTasks;
import io.staithe.metadata.Quarantine;
import io.staithe.metadata.Quarantine.Damaged;
import io.staithe.metadata.StoredContent;
import io.staithe.metadata.StoredContent.Amount;
import io.staithe.metadata.Verifications;
import io.staithe.metadata.Verifications.Kind;
import io.staithe.metadata.Verifications.Scope;
import io.staithe.metadata.Verifications.Verification;
import java.util.List;
import java.util.Optional;

/** What an operator asks of stored content, and is told about it. Thread-safe. */
public final class VerificationControl {

    private final Database database;
    private final Verifications verifications;
    private final StoredContent content;
    private final Quarantine quarantine;
    private final BackgroundTasks tasks;

    VerificationControl(
            Database database,
            Verifications verifications,
            StoredContent content,
            Quarantine quarantine,
            BackgroundTasks tasks) {
        this.database = database;
        this.verifications = verifications;
        this.content = content;
        this.quarantine = quarantine;
        this.tasks = tasks;
    }

    /**
     * Lets one of the nodes look, now or after what others asked for.
     *
     * @param acceptsMissing whether bytes are to count as lost or corrupt even if most of all are
     */
    public Verification start(Scope scope, String by, boolean acceptsMissing) {
        Amount total = content.amount(scope);
        long id = database.write(() -> verifications.start(Kind.REQUEST, scope, by, acceptsMissing, total));
        tasks.runSoon(AskedVerifications.NAME);
        return verifications.find(id).orElseThrow();
    }

    public Optional<Verification> find(long id) {
        return verifications.find(id);
    }

    /** The newest first, those of the schedule included. */
    public List<Verification> newest(int limit) {
        return verifications.newest(limit);
    }

    /** What is not served, see {@link Quarantine#page}. */
    public List<Damaged> quarantined(String after, int limit) {
        return quarantine.page(after, limit);
    }
}
