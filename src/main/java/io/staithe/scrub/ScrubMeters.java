package io.staithe.scrub;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.metadata.Quarantine;
import io.staithe.metadata.Quarantine.Damage;
import io.staithe.metadata.Verifications;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What looks through stored content have done, and what is left. Thread-safe. */
final class ScrubMeters {

    private final Counter blobs;
    private final Counter manifests;
    private final Counter bytes;
    private final Map<Damage, Counter> damaged = new EnumMap<>(Damage.class);
    private final Counter errors;
    private final Counter refused;
    private final Counter healedBySecondStore;
    private final Counter healedByThemselves;
    private volatile boolean doubted;

    ScrubMeters(Quarantine quarantine, Verifications verifications, Duration period, MeterRegistry meters) {
        this.blobs = checked(meters, "blob");
        this.manifests = checked(meters, "manifest");
        this.bytes = Counter.builder("staithe.scrub.checked.bytes")
                .description("Bytes of blobs and manifests that were compared with their digests")
                .register(meters);
        for (Damage damage : Damage.values()) {
            damaged.put(damage, damaged(meters, damage));
        }
        this.errors = Counter.builder("staithe.scrub.errors")
                .description("Reads of blobs that failed, which says nothing about their bytes")
                .register(meters);
        this.refused = Counter.builder("staithe.scrub.refused")
                .description("Blobs that this node has no right to read")
                .register(meters);
        this.healedBySecondStore = healed(meters, "second-store");
        this.healedByThemselves = healed(meters, "check");
        Gauge.builder("staithe.quarantine.blobs", quarantine, Quarantine::blobs)
                .description("Blobs that are not served, since their bytes are damaged")
                .register(meters);
        Gauge.builder("staithe.quarantine.manifests", quarantine, Quarantine::manifests)
                .description("Manifests whose bytes are damaged")
                .register(meters);
        Gauge.builder("staithe.scrub.overdue", verifications, v -> period.isZero() ? 0 : v.overdue(period))
                .description("Blobs that should have been looked at within the period, and were not")
                .register(meters);
        Gauge.builder("staithe.scrub.store.doubted", this, m -> m.doubted ? 1 : 0)
                .description("Whether so much was missing that the last look of this node stopped")
                .register(meters);
    }

    private static Counter checked(MeterRegistry meters, String kind) {
        return Counter.builder("staithe.scrub.checked")
                .description("Blobs and manifests that were compared with their digests")
                .tag("kind", kind)
                .register(meters);
    }

    private static Counter damaged(MeterRegistry meters, Damage damage) {
        return Counter.builder("staithe.scrub.damaged")
                .description("Blobs and manifests that were found damaged")
                .tag("damage", damage.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    private static Counter healed(MeterRegistry meters, String by) {
        return Counter.builder("staithe.quarantine.healed")
                .description("Damaged blobs that have good bytes again")
                .tag("by", by)
                .register(meters);
    }

    void blobChecked(long size) {
        blobs.increment();
        bytes.increment((double) size);
    }

    void manifestChecked(long size) {
        manifests.increment();
        bytes.increment((double) size);
    }

    void found(Damage damage) {
        Objects.requireNonNull(damaged.get(damage)).increment();
    }

    void failed() {
        errors.increment();
    }

    void refused() {
        refused.increment();
    }

    void healedBySecondStore() {
        healedBySecondStore.increment();
    }

    void foundSoundAgain() {
        healedByThemselves.increment();
    }

    void storeDoubted(boolean doubts) {
        doubted = doubts;
    }
}
