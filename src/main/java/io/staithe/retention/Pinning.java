package io.staithe.retention;

import io.staithe.access.ChangeRefusedException;
import io.staithe.access.ChangeRefusedException.Reason;
import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import io.staithe.database.Database;
import io.staithe.metadata.Manifests;
import io.staithe.metadata.Pins;
import io.staithe.metadata.Pins.Pin;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.Tags;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Quoted;
import io.staithe.oci.Reference;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import java.util.List;

/** Pins tags and manifests, so that nothing removes them, and takes that back. Thread-safe. */
public final class Pinning {

    private static final int LONGEST_REASON = 500;

    private final Database database;
    private final Repositories repositories;
    private final Manifests manifests;
    private final Tags tags;
    private final Pins pins;
    private final Reviews reviews;
    private final AuditTrail trail;

    Pinning(
            Database database,
            Repositories repositories,
            Manifests manifests,
            Tags tags,
            Pins pins,
            Reviews reviews,
            AuditTrail trail) {
        this.database = database;
        this.repositories = repositories;
        this.manifests = manifests;
        this.tags = tags;
        this.pins = pins;
        this.reviews = reviews;
        this.trail = trail;
    }

    /**
     * Pins a tag, wherever it is moved, or a manifest.
     *
     * @param by the subject or address
     * @throws RegistryException {@code MANIFEST_UNKNOWN} or {@code NAME_UNKNOWN} if there is nothing to pin
     */
    public Pin pin(RepositoryName name, Reference reference, String reason, String by) {
        if (reason.isBlank() || reason.length() > LONGEST_REASON || !Quoted.isPrintable(reason)) {
            throw new ChangeRefusedException(
                    Reason.INVALID,
                    "say by the property 'reason' why it must stay, in one line of 1 to " + LONGEST_REASON
                            + " characters");
        }
        return database.write(() -> {
            RepositoryId repository = repositories.require(name);
            if (!lock(repository, reference)) {
                throw new RegistryException(ErrorCode.MANIFEST_UNKNOWN, name + " has no " + reference + " to pin");
            }
            pins.put(repository, reference, reason, by);
            trail.within(new AuditEvent("pin.create", target(name, reference), true, reason));
            return pins.find(repository, reference).orElseThrow();
        });
    }

    /** Whoever would delete it waits, and then sees the pin. */
    private boolean lock(RepositoryId repository, Reference reference) {
        repositories.lock(repository, reference);
        return switch (reference) {
            case Tag tag -> tags.current(repository, tag).isPresent();
            case Digest digest -> manifests.lock(repository, digest);
        };
    }

    /** @return false if it is not pinned */
    public boolean unpin(RepositoryName name, Reference reference) {
        return database.write(() -> {
            RepositoryId repository = repositories.require(name);
            if (!pins.remove(repository, reference)) {
                return false;
            }
            if (reference instanceof Digest digest) {
                reviews.schedule(Reviews.Kind.MANIFEST, repository, digest);
            }
            trail.within(AuditEvent.done("pin.delete", target(name, reference)));
            return true;
        });
    }

    /** @param after references up to and including this one are left out; empty for the first page */
    public List<Pin> page(RepositoryName name, String after, int limit) {
        return pins.page(name, after, limit);
    }

    static String target(RepositoryName name, Reference reference) {
        return name + (reference instanceof Tag ? ":" : "@") + reference;
    }
}
