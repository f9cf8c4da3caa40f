package io.staithe.retention;

import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import io.staithe.database.Database;
import io.staithe.manifest.ManifestDeletions;
import io.staithe.metadata.Edges;
import io.staithe.metadata.Inventory;
import io.staithe.metadata.Inventory.TaggedManifest;
import io.staithe.metadata.Manifests;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.Tags;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Removes what rules take, one manifest with what belongs to it in one transaction, in which it is judged again: a tag that
 * was moved, pushed again or pinned meanwhile stays. Thread-safe.
 */
final class Removals {

    private final Database database;
    private final Repositories repositories;
    private final Manifests manifests;
    private final Tags tags;
    private final Inventory inventory;
    private final Edges edges;
    private final ManifestDeletions deletions;
    private final AuditTrail trail;

    Removals(
            Database database,
            Repositories repositories,
            Manifests manifests,
            Tags tags,
            Inventory inventory,
            Edges edges,
            ManifestDeletions deletions,
            AuditTrail trail) {
        this.database = database;
        this.repositories = repositories;
        this.manifests = manifests;
        this.tags = tags;
        this.inventory = inventory;
        this.edges = edges;
        this.deletions = deletions;
        this.trail = trail;
    }

    /** @param mayTake names of the rules that may remove something */
    record Order(RepositoryName name, RepositoryId repository, Evaluation evaluation, Set<String> mayTake) {}

    /**
     * Removes the tags of a manifest that rules take, and it itself if it has no others. One that gets a tag meanwhile is
     * left to the next run.
     */
    Removal tagged(Order order, Digest digest) {
        return database.write(() -> {
            repositories.lock(order.repository(), digest);
            Set<Tag> locked = Set.copyOf(tags.lockAllOf(order.repository(), digest));
            return remove(order, digest, neighbours -> {
                List<TaggedManifest> found = inventory.tagsOf(order.repository(), digest);
                return found.stream().map(TaggedManifest::tag).allMatch(locked::contains)
                        ? Removal.ofTagged(digest, found, order.evaluation(), order.mayTake(), neighbours)
                        : Removal.NOTHING;
            });
        });
    }

    /** Removes a manifest that nothing names. */
    Removal unnamed(Order order, Digest digest) {
        return database.write(() -> remove(
                order,
                digest,
                neighbours -> inventory
                        .unnamed(order.repository(), digest)
                        .map(found ->
                                Removal.ofUnnamed(digest, order.evaluation().judge(found), order.mayTake(), neighbours))
                        .orElse(Removal.NOTHING)));
    }

    /**
     * Only edges count that are there once the manifest is locked: who adds one later finds it gone and begins again. What
     * belongs to a manifest is deleted before it, so that the trash keeps it for longer.
     */
    private Removal remove(Order order, Digest digest, Function<Neighbours, Removal> decide) {
        lock(order, digest);
        Removal removal = decide.apply(new StoredNeighbours(
                edges, inventory, order.repository(), order.evaluation(), tag -> true, next -> lock(order, next)));
        String by = "retention:" + removal.rule();
        if (removal.manifests().isEmpty()) {
            removal.tags().forEach(tag -> delete(order, tag, by));
        } else {
            List.copyOf(removal.manifests()).reversed().forEach(manifest -> delete(order, manifest, by));
        }
        return removal;
    }

    private void lock(Order order, Digest digest) {
        repositories.lock(order.repository(), digest);
        manifests.lock(order.repository(), digest);
    }

    private void delete(Order order, Tag tag, String by) {
        deletions.deleteTag(order.repository(), tag, by);
        trail.within(new AuditEvent("tag.delete", Pinning.target(order.name(), tag), true, by));
    }

    private void delete(Order order, Digest digest, String by) {
        deletions.deleteManifest(order.repository(), digest, by);
        trail.within(new AuditEvent("manifest.delete", Pinning.target(order.name(), digest), true, by));
    }
}
