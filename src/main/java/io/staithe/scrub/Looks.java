package io.staithe.scrub;

import io.staithe.database.Database;
import io.staithe.gc.BackgroundTask.Steps;
import io.staithe.gc.Pace;
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

    /**
     * Goes on until everything was looked at or nobody may go on.
     *
     * @return whether it came to its end
     * @throws StoreDoubtedException if the store is rather missing than its bytes
     * @throws IOException if the store cannot be read; what was noted is a place from where to try again
     */
    boolean goOn(Verification verification, Steps steps, Pace pace) throws IOException {
        Look look = new Look(verification, steps, pace);
        try {
            return look.blobs() && (verification.kind() == Kind.READ || look.manifests());
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
        private int failures;
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
                failures = 0;
                reached(position);
            } catch (StoreDoubtedException e) {
                throw e;
            } catch (IOException e) {
                failed(blob, e);
            }
            return true;
        }

        private void failed(StoredBytes blob, IOException e) throws IOException {
            meters.failed();
            log.warn("Blob {} under {} could not be read: {}", blob.digest(), blob.key(), e.toString());
            failures++;
            if (failures == MOST_FAILURES) {
                if (!doubts.readsOthers(blob)) {
                    throw e;
                }
                failures = 0;
                read = position;
            }
            tally = tally.failed();
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
            database.write(() -> {
                verifications.save(verification.id(), read, tally);
                return null;
            });
        }
    }
}
