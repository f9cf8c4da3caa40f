package io.staithe.blob;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import io.staithe.blobstore.StorageKey;
import io.staithe.metadata.Blobs;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.Quarantine;
import io.staithe.oci.Digest;
import java.util.Optional;

/** Which bytes stay when a digest is pushed that the registry has: those that are there, unless they are damaged. */
final class PushedAgain {

    private final Blobs blobs;
    private final Quarantine quarantine;
    private final Garbage garbage;
    private final AuditTrail trail;
    private final Counter healed;

    PushedAgain(Blobs blobs, Quarantine quarantine, Garbage garbage, AuditTrail trail, MeterRegistry meters) {
        this.blobs = blobs;
        this.quarantine = quarantine;
        this.garbage = garbage;
        this.trail = trail;
        this.healed = Counter.builder("staithe.quarantine.healed")
                .description("Damaged blobs that have good bytes again")
                .tag("by", "push")
                .register(meters);
    }

    /**
     * Within the transaction of the push.
     *
     * @param pushed where the verified bytes lie, and how many they are
     * @param damage of those that are there, as this push saw it
     */
    void settle(Digest digest, StorageKey pushed, long size, Optional<DamagedBytes> damage) {
        if (quarantine.heal(digest, pushed)) {
            heal(digest);
        } else if (damage.isPresent() && blobs.replaceKey(digest, damage.get().key(), pushed)) {
            damage.filter(replaced -> !replaced.missing()).ifPresent(replaced -> garbage.add(replaced.key(), size));
            heal(digest);
        } else {
            garbage.add(pushed, size);
        }
    }

    private void heal(Digest digest) {
        trail.within(new AuditEvent("blob.heal", digest.toString(), true, "pushed again"));
        healed.increment();
    }
}
