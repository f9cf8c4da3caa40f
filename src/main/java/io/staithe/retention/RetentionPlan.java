package io.staithe.retention;

import io.staithe.metadata.Inventory.Exclusive;
import io.staithe.oci.Digest;
import io.staithe.oci.Reference;
import io.staithe.oci.RepositoryName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the rules say of a repository as it is now.
 *
 * @param summary on the first page only
 * @param next the reference that the next page comes after; empty at the end
 */
public record RetentionPlan(
        RepositoryName repository, Optional<Summary> summary, List<Item> items, Optional<String> next) {

    public RetentionPlan {
        items = List.copyOf(items);
    }

    /** When what goes will go. */
    public enum State {
        /** Nothing goes. */
        NOTHING,
        /** All rules that take something are too new. */
        NEW,
        /** It is so much that somebody has to confirm it first. */
        CONFIRMATION,
        NEXT_RUN
    }

    /**
     * How much goes.
     *
     * @param tags that there are
     * @param manifests that there are
     * @param goingManifests with or without tags
     * @param bytes of blobs that nothing else needs; they go once the trash is purged
     * @param isWhole false if more goes than was counted for {@code goingManifests} and {@code bytes}
     * @param share of the repository that goes, in percent
     * @param from when the first of the rules removes something; empty if that is not known yet
     */
    public record Summary(
            long tags,
            long manifests,
            long goingTags,
            long goingManifests,
            Exclusive bytes,
            boolean isWhole,
            int share,
            State state,
            Optional<Instant> from) {}

    /**
     * A tag, or a manifest that nothing names.
     *
     * @param reason as a sentence without its end
     * @param at when the tag was set, or since when nothing names the manifest
     * @param bytes by removing this alone; of a manifest with several tags at the first of them
     */
    public record Item(
            Reference reference,
            Digest digest,
            boolean goes,
            String reason,
            Instant at,
            Optional<Instant> pulledAt,
            Exclusive bytes) {}
}
