package io.staithe.manifest;

import io.staithe.database.Database;
import io.staithe.metadata.LastPulls;
import io.staithe.metadata.LastPulls.Pulled;
import io.staithe.metadata.Manifests;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.RepositoryContent;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.TagHistory;
import io.staithe.metadata.TagHistory.Action;
import io.staithe.metadata.TagHistory.Cause;
import io.staithe.metadata.TagHistory.Removed;
import io.staithe.metadata.Tags;
import io.staithe.metadata.Trash;
import io.staithe.metadata.Trash.Trashed;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Takes deletes and moves of tags back, each in one transaction. Thread-safe. */
public final class Restores {

    private static final int PAGE = 100;

    private final Database database;
    private final Repositories repositories;
    private final Manifests manifests;
    private final RepositoryContent content;
    private final Tags tags;
    private final TagHistory history;
    private final Trash trash;
    private final Reviews reviews;
    private final LastPulls pulls;

    Restores(
            Database database,
            Repositories repositories,
            Manifests manifests,
            RepositoryContent content,
            Tags tags,
            TagHistory history,
            Trash trash,
            Reviews reviews,
            LastPulls pulls) {
        this.database = database;
        this.repositories = repositories;
        this.manifests = manifests;
        this.content = content;
        this.tags = tags;
        this.history = history;
        this.trash = trash;
        this.reviews = reviews;
        this.pulls = pulls;
    }

    /** What is there again. */
    public record Restored(List<Digest> manifests, List<Tag> tags) {}

    /** What a tag pointed at in a moment. */
    public sealed interface Past {
        /** There was no such tag. */
        record NoTag() implements Past {}

        /** The manifest is there. */
        record There(Digest digest) implements Past {}

        /** The manifest was deleted and can be restored. */
        record InTrash(Digest digest) implements Past {}

        /** The manifest was deleted for good. */
        record Gone(Digest digest) implements Past {}
    }

    /**
     * Brings a deleted manifest back, with the children and referrers that were deleted too, and the tags that went with
     * any of them and were not set again.
     *
     * @param by the subject or address, for the tags' history
     * @throws RegistryException {@code MANIFEST_UNKNOWN} if it is not in the trash
     */
    public Restored manifest(RepositoryName name, Digest digest, String by) {
        return database.write(() -> {
            RepositoryId repository = repositories.require(name);
            Restored restored = restore(repository, digest, by);
            if (restored.manifests().isEmpty()) {
                throw new RegistryException(ErrorCode.MANIFEST_UNKNOWN, notInTrash(name, digest));
            }
            return restored;
        });
    }

    private String notInTrash(RepositoryName name, Digest digest) {
        return manifests.find(name, digest).isPresent()
                ? name + " has " + digest + ": it was not deleted. A tag comes back by its name and a moment."
                : name + " has no " + digest + " in its trash: it was purged, or never deleted";
    }

    /** Brings back all manifests of a repository that were deleted from a moment on, then all tags. */
    public Restored repository(RepositoryName name, Instant since, String by) {
        List<Digest> digests = new ArrayList<>();
        List<Tag> restoredTags = new ArrayList<>();
        List<Trashed> page = trash.page(name, "", PAGE);
        while (!page.isEmpty()) {
            for (Trashed trashed : page) {
                if (!trashed.deletedAt().isBefore(since)) {
                    Restored restored = database.write(() -> restore(repositories.require(name), trashed.digest(), by));
                    digests.addAll(restored.manifests());
                    restoredTags.addAll(restored.tags());
                }
            }
            page = trash.page(name, page.getLast().digest().toString(), PAGE);
        }
        restoredTags.addAll(removedTags(name, since, by));
        return new Restored(digests, restoredTags);
    }

    /** Tags that were deleted by themselves. */
    private List<Tag> removedTags(RepositoryName name, Instant since, String by) {
        List<Tag> all = new ArrayList<>();
        List<Tag> page = removedTags(name, since, "", by);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = removedTags(name, since, page.getLast().value(), by);
        }
        return all;
    }

    private List<Tag> removedTags(RepositoryName name, Instant since, String after, String by) {
        return database.write(() -> {
            RepositoryId repository = repositories.require(name);
            repositories.lockTags(repository);
            List<Removed> page = history.removed(repository, since, after, PAGE);
            for (Removed removed : page) {
                set(repository, removed.tag(), removed.digest(), by);
                pulls.record(List.of(new Pulled(repository, removed.digest())));
            }
            return page.stream().map(Removed::tag).toList();
        });
    }

    /** Where a tag was. */
    public Past at(RepositoryName name, Tag tag, Instant moment) {
        RepositoryId repository = repositories.require(name);
        return history.at(repository, tag, moment)
                .map(digest -> past(name, repository, digest))
                .orElseGet(Past.NoTag::new);
    }

    private Past past(RepositoryName name, RepositoryId repository, Digest digest) {
        if (manifests.find(name, digest).isPresent()) {
            return new Past.There(digest);
        }
        return trash.has(repository, digest) ? new Past.InTrash(digest) : new Past.Gone(digest);
    }

    /**
     * Points a tag where it pointed in a moment, and restores the manifest if it has to be.
     *
     * @throws RegistryException {@code MANIFEST_UNKNOWN} if there was no such tag, or its manifest is gone for good
     */
    public Restored tag(RepositoryName name, Tag tag, Instant moment, String by) {
        return database.write(() -> {
            RepositoryId repository = repositories.require(name);
            repositories.lockTags(repository);
            Digest digest = history.at(repository, tag, moment)
                    .orElseThrow(() -> new RegistryException(
                            ErrorCode.MANIFEST_UNKNOWN, name + " had no tag " + tag + " at " + moment));
            Restored restored = restore(repository, digest, by);
            if (content.manifestsAmong(repository, List.of(digest.toString())).isEmpty()) {
                throw new RegistryException(
                        ErrorCode.MANIFEST_UNKNOWN,
                        "the tag " + tag + " was at " + digest + ", which was deleted for good");
            }
            set(repository, tag, digest, by);
            List<Tag> all = new ArrayList<>(restored.tags());
            if (!all.contains(tag)) {
                all.add(tag);
            }
            return new Restored(restored.manifests(), all);
        });
    }

    private void set(RepositoryId repository, Tag tag, Digest digest, String by) {
        Optional<Digest> before = tags.set(repository, tag, digest, new Cause(Action.RESTORE, by));
        before.filter(other -> !other.equals(digest))
                .ifPresent(other -> reviews.schedule(Reviews.Kind.MANIFEST, repository, other));
    }

    /**
     * What belongs to a restored manifest is restored too, and so on. It counts as pulled, or retention would take it again.
     * Pushes of tags wait meanwhile: nobody knows beforehand how many tags come back.
     */
    private Restored restore(RepositoryId repository, Digest first, String by) {
        repositories.lockTags(repository);
        Deque<Digest> open = new ArrayDeque<>(List.of(first));
        List<Digest> done = new ArrayList<>();
        List<Tag> set = new ArrayList<>();
        while (!open.isEmpty()) {
            Digest digest = open.remove();
            repositories.lock(repository, digest);
            if (trash.lock(repository, digest)) {
                reviews.schedule(Reviews.Kind.MANIFEST, repository, digest);
                trash.takeOut(repository, digest);
                pulls.record(List.of(new Pulled(repository, digest)));
                done.add(digest);
                open.addAll(trash.belongingTo(repository, digest));
            }
        }
        for (Digest digest : done) {
            for (Tag tag : history.goneWith(repository, digest)) {
                if (tags.current(repository, tag).isEmpty()) {
                    set(repository, tag, digest, by);
                    set.add(tag);
                }
            }
        }
        return new Restored(done, set);
    }
}
