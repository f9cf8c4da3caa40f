package io.staithe.scrub;

import io.staithe.blobstore.NoPermissionException;
import io.staithe.database.Database;
import io.staithe.gc.BackgroundTask.Steps;
import io.staithe.gc.Pace;
import io.staithe.metadata.Quarantine.Damage;
import io.staithe.metadata.StoredContent;
import io.staithe.metadata.StoredContent.StoredBytes;
import io.staithe.metadata.StoredContent.StoredManifest;
import io.staithe.metadata.Verifications;
import io.staithe.metadata.Verifications.Kind;
import io.staithe.metadata.Verifications.Position;
import io.staithe.metadata.Verifications.Tally;
import io.staithe.metadata.Verifications.Verification;
import io.staithe.oci.Digest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on with looks through stored content where they stand, and notes how far they are. */
final class Looks {

    private static final Logger log = LoggerFactory.getLogger(Looks.class);

    private static final int BLOBS_AT_ONCE = 50;

    /** Each may have megabytes. */
    private static final int MANIFESTS_AT_ONCE = 8;

    /** So many failures in a row are the store's and not those of single blobs, unless it reads others well. */
    private static final int MOST_FAILURES = 5;

    /** So often a blob that could not be read is read again, each time in another run, before nobody is to read it. */
    private static final int MOST_ATTEMPTS = 3;

    private static final Duration BETWEEN_NOTES = Duration.ofSeconds(1);

    private final Database database;
    private final Verifications verifications;
    private final StoredContent content;
    private final ByteCheck check;
    private final StoreDoubts doubts;
    private final Quarantining quarantining;
    private final ScrubMeters meters;

    Looks(
            Database database,
            Verifications verifications,
            StoredContent content,
            ByteCheck check,
            StoreDoubts doubts,
            Quarantining quarantining,
            ScrubMeters meters) {
        this.database = database;
        this.verifications = verifications;
        this.content = content;
        this.check = check;
        this.doubts = doubts;
        this.quarantining = quarantining;
        this.meters = meters;
    }

    /** How far a look came. */
    enum Outcome {
        DONE,
        /** Nobody may go on. */
        INTERRUPTED,
        /** What could not be read is to be read again in a later run. */
        AGAIN_LATER
    }

    /**
     * Goes on until everything was looked at or nobody may go on.
     *
     * @throws StoreDoubtedException if the store is rather missing or failing than its bytes
     * @throws IOException if the store cannot be read; what was noted is a place from where to try again
     */
    Outcome goOn(Verification verification, Steps steps, Pace pace) throws IOException {
        Look look = new Look(verification, steps, pace);
        try {
            boolean ended = look.blobs() && (verification.kind() == Kind.READ || look.manifests());
            return ended ? Outcome.DONE : look.againLater ? Outcome.AGAIN_LATER : Outcome.INTERRUPTED;
        } finally {
            look.note();
        }
    }

    private final class Look {

        private final Verification verification;
        private final Steps steps;
        private final Pace pace;
        private Position position;
        private Tally tally;
        private Position read;
        private final List<StoredBytes> unread = new ArrayList<>();
        private boolean againLater;
        private long notedAt = System.nanoTime();

        private Look(Verification verification, Steps steps, Pace pace) {
            this.verification = verification;
            this.steps = steps;
            this.pace = pace;
            this.position = verification.position();
            this.read = position;
            this.tally = verification.tally();
        }

        private boolean blobs() throws IOException {
            while (!position.manifests()) {
                List<StoredBytes> next = content.blobs(verification.scope(), position.digest(), BLOBS_AT_ONCE);
                for (StoredBytes blob : next) {
                    if (!steps.mayGoOn() || !looked(blob)) {
                        return false;
                    }
                }
                if (next.isEmpty()) {
                    suspectUnread();
                    reached(Position.atManifests());
                }
            }
            return true;
        }

        /** @return false if nobody may go on */
        private boolean looked(StoredBytes blob) throws IOException {
            position = Position.atBlob(blob.digest());
            try {
                boolean damaged = false;
                switch (check.look(blob, bytes -> pace.await(bytes, steps::mayGoOn))) {
                    case Finding.Interrupted() -> {
                        return false;
                    }
                    case Finding.Sound() -> quarantining.sound(blob);
                    case Finding.Bad bad -> {
                        damaged = content.isAt(blob.digest(), blob.key());
                        if (damaged) {
                            quarantining.damaged(blob, bad, verification.acceptsMissing(), steps::mayGoOn);
                        }
                    }
                }
                tally = tally.checked(blob.size(), damaged);
                meters.blobChecked(blob.size());
                steps.done();
                suspectUnread();
                reached(position);
                return true;
            } catch (StoreDoubtedException e) {
                throw e;
            } catch (IOException e) {
                return failed(blob, e);
            }
        }

        /** @return false if nobody may go on */
        private boolean failed(StoredBytes blob, IOException e) throws IOException {
            meters.failed();
            log.warn("Blob {} under {} could not be read: {}", blob.digest(), blob.key(), e.toString());
            if (verification.kind() == Kind.READ) {
                doubts.require(blob, Damage.UNREADABLE);
                return failedAgain(blob, e);
            }
            unread.add(blob);
            if (unread.size() == MOST_FAILURES) {
                if (!doubts.readsOthers(blob)) {
                    throw e;
                }
                suspectUnread();
                read = position;
            }
            tally = tally.failed();
            return true;
        }

        /** It is not the store that cannot be read: somebody looks again, later. */
        private void suspectUnread() {
            unread.forEach(blob -> database.write(() -> verifications.suspect(blob.digest(), blob.size())));
            unread.clear();
        }

        /** @return false if it is to be read again */
        private boolean failedAgain(StoredBytes blob, IOException e) throws IOException {
            tally = tally.failed();
            if (e instanceof NoPermissionException) {
                meters.refused();
                log.error(
                        "Blob {} under {} may be sound, but this node has no right to read it: {}",
                        blob.digest(),
                        blob.key(),
                        e.getMessage());
            } else if (tally.errors() < MOST_ATTEMPTS) {
                againLater = true;
                return false;
            } else {
                unreadable(blob, "it could not be read %d times: %s".formatted(tally.errors(), e));
            }
            reached(position);
            return true;
        }

        /** Done with, also if it cannot be healed. */
        private void unreadable(StoredBytes blob, String seen) throws IOException {
            tally = tally.checked(blob.size(), true);
            read = position;
            quarantining.damaged(blob, new Finding.Bad(Damage.UNREADABLE, seen), true, steps::mayGoOn);
        }

        private boolean manifests() {
            List<StoredManifest> next = nextManifests();
            while (!next.isEmpty()) {
                for (StoredManifest manifest : next) {
                    if (!pace.await(manifest.content().length, steps::mayGoOn)) {
                        return false;
                    }
                    look(manifest);
                }
                next = nextManifests();
            }
            return true;
        }

        private List<StoredManifest> nextManifests() {
            return content.manifests(verification.scope(), position.repository(), position.digest(), MANIFESTS_AT_ONCE);
        }

        private void look(StoredManifest manifest) {
            Digest digest = manifest.digest();
            Digest found = Digest.of(digest.verifiableBy(), manifest.content());
            if (found.equals(digest)) {
                quarantining.sound(manifest);
            } else {
                quarantining.damaged(manifest, found);
            }
            tally = tally.checked(manifest.content().length, !found.equals(digest));
            meters.manifestChecked(manifest.content().length);
            steps.done();
            reached(Position.atManifest(manifest.repository().value(), digest));
        }

        private void reached(Position place) {
            position = place;
            read = place;
            if (System.nanoTime() - notedAt > BETWEEN_NOTES.toNanos()) {
                note();
            }
        }

        private void note() {
            notedAt = System.nanoTime();
            database.write(() -> verifications.save(verification.id(), read, tally));
        }
    }
}
