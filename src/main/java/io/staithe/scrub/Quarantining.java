package io.staithe.scrub;

import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import io.staithe.database.Database;
import io.staithe.metadata.Quarantine;
import io.staithe.metadata.Quarantine.Damage;
import io.staithe.metadata.StoredContent.StoredBytes;
import io.staithe.metadata.StoredContent.StoredManifest;
import io.staithe.oci.Digest;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes damaged content out of service, and puts it back once it is sound. */
final class Quarantining {

    private static final Logger log = LoggerFactory.getLogger(Quarantining.class);

    private static final String QUARANTINE = "content.quarantine";
    private static final String HEAL = "blob.heal";

    private final Database database;
    private final Quarantine quarantine;
    private final StoreDoubts doubts;
    private final SecondStore secondStore;
    private final AuditTrail trail;
    private final ScrubMeters meters;

    Quarantining(
            Database database,
            Quarantine quarantine,
            StoreDoubts doubts,
            SecondStore secondStore,
            AuditTrail trail,
            ScrubMeters meters) {
        this.database = database;
        this.quarantine = quarantine;
        this.doubts = doubts;
        this.secondStore = secondStore;
        this.trail = trail;
        this.meters = meters;
    }

    /**
     * A blob's bytes are damaged.
     *
     * @param acceptsMissing whether the damage is believed even if most of all is damaged
     * @throws StoreDoubtedException if it is not believed
     */
    void damaged(StoredBytes blob, Finding.Bad finding, boolean acceptsMissing, BooleanSupplier mayGoOn)
            throws IOException {
        if (!blob.damaged() && !acceptsMissing) {
            doubts.require(blob, finding.damage());
        }
        boolean marked = database.write(() -> {
            boolean isNew = quarantine.mark(blob.digest(), blob.key(), finding.damage(), finding.seen());
            if (isNew) {
                trail.within(new AuditEvent(QUARANTINE, blob.digest().toString(), true, finding.seen()));
            }
            return isNew;
        });
        if (marked) {
            meters.found(finding.damage());
            log.error("Blob {} under {} is quarantined: {}", blob.digest(), blob.key(), finding.seen());
        }
        if ((marked || blob.damaged()) && secondStore.heal(blob, mayGoOn, () -> heal(blob, "from the second store"))) {
            meters.healedBySecondStore();
            log.warn("Blob {} was healed from the second store", blob.digest());
        }
    }

    private void heal(StoredBytes blob, String how) {
        trail.within(new AuditEvent(HEAL, blob.digest().toString(), true, how));
    }

    /** A blob's bytes are sound, whatever was seen of them before. */
    void sound(StoredBytes blob) {
        doubts.sound();
        if (blob.damaged()) {
            boolean cleared = database.write(() -> {
                boolean was = quarantine.clear(blob.digest(), blob.key());
                if (was) {
                    heal(blob, "found sound again");
                }
                return was;
            });
            if (cleared) {
                meters.foundSoundAgain();
            }
        }
    }

    /** A manifest's bytes are not those of its digest, which every read of it notices too. */
    void damaged(StoredManifest manifest, Digest found) {
        String seen = "the %d bytes have the digest %s".formatted(manifest.content().length, found);
        boolean marked = database.write(() -> {
            boolean isNew = quarantine.mark(manifest.repository(), manifest.digest(), seen);
            if (isNew) {
                trail.within(new AuditEvent(QUARANTINE, manifest.digest().toString(), true, seen));
            }
            return isNew;
        });
        if (marked) {
            meters.found(Damage.CORRUPT);
            log.error("Manifest {} in the database is damaged: {}", manifest.digest(), seen);
        }
    }

    void sound(StoredManifest manifest) {
        if (manifest.damaged()) {
            database.write(() -> quarantine.clear(manifest.repository(), manifest.digest()));
        }
    }
}
