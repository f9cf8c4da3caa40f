package io.staithe.manifest;

import io.staithe.database.Database;
import io.staithe.manifest.ManifestPush.Precondition;
import io.staithe.metadata.ManifestHead;
import io.staithe.metadata.Manifests;
import io.staithe.metadata.Manifests.ManifestId;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.TagHistory.Action;
import io.staithe.metadata.TagHistory.Cause;
import io.staithe.metadata.Tags;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import io.staithe.oci.Tag;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Stores manifests and moves tags, one transaction a push. Thread-safe. */
public final class ManifestPushes {

    private final Database database;
    private final Repositories repositories;
    private final Manifests manifests;
    private final Tags tags;
    private final Reviews reviews;
    private final ManifestReferences references;
    private final ImmutableTags immutable;

    ManifestPushes(
            Database database,
            Repositories repositories,
            Manifests manifests,
            Tags tags,
            Reviews reviews,
            ManifestReferences references,
            ImmutableTags immutable) {
        this.database = database;
        this.repositories = repositories;
        this.manifests = manifests;
        this.tags = tags;
        this.reviews = reviews;
        this.references = references;
        this.immutable = immutable;
    }

    /**
     * Stores the manifest, all that it refers to and its tags, or nothing.
     *
     * @return false if the precondition does not hold
     * @throws io.staithe.oci.RegistryException {@code MANIFEST_BLOB_UNKNOWN}, an entry for each missing reference;
     *     {@code DENIED} if a rule keeps one of the tags where it is
     */
    public boolean push(ManifestPush push) {
        return database.write(() -> {
            Optional<RepositoryId> known = repositories.find(push.repository());
            if (known.isEmpty() && !holds(push.precondition(), Optional.empty())) {
                return false;
            }
            RepositoryId repository = repositories.findOrCreate(push.repository());
            lock(push, repository);
            if (!holds(push, repository)) {
                return false;
            }
            if (push.tags().isEmpty()) {
                review(repository, push.digest());
            }
            store(push, repository);
            for (Tag tag : push.tags()) {
                move(repository, tag, push);
            }
            return true;
        });
    }

    /** In one order, so that two pushes of the same tags do not wait for each other. */
    private void lock(ManifestPush push, RepositoryId repository) {
        push.tags().stream()
                .sorted(Comparator.comparing(Tag::value))
                .forEach(tag -> repositories.lock(repository, tag));
        if (push.tags().isEmpty()) {
            repositories.lock(repository, push.digest());
        }
    }

    /** The condition is asked of all that the push would set: of each of its tags, or of the digest if it has none. */
    private boolean holds(ManifestPush push, RepositoryId repository) {
        if (push.precondition() instanceof Precondition.None) {
            return true;
        }
        return current(push, repository).allMatch(digest -> holds(push.precondition(), digest));
    }

    private static boolean holds(Precondition precondition, Optional<Digest> current) {
        return switch (precondition) {
            case Precondition.None() -> true;
            case Precondition.Absent() -> current.isEmpty();
            case Precondition.Present() -> current.isPresent();
            case Precondition.Matches(var digests) ->
                current.filter(digests::contains).isPresent();
        };
    }

    private Stream<Optional<Digest>> current(ManifestPush push, RepositoryId repository) {
        return push.tags().isEmpty()
                ? Stream.of(manifests.find(push.repository(), push.digest()).map(ManifestHead::digest))
                : push.tags().stream().map(tag -> tags.current(repository, tag));
    }

    private void store(ManifestPush push, RepositoryId repository) {
        ManifestReferences.Found found = references.require(repository, push.manifest());
        ManifestId manifest = manifests.insert(repository, push.digest(), push.manifest(), push.content());
        manifests.insertBlobs(manifest, found.blobs());
        manifests.insertChildren(repository, push.digest(), found.children());
    }

    private void move(RepositoryId repository, Tag tag, ManifestPush push) {
        requireMovable(repository, tag, push);
        tags.set(repository, tag, push.digest(), new Cause(Action.PUSH, push.by()))
                .filter(before -> !before.equals(push.digest()))
                .ifPresent(before -> review(repository, before));
    }

    private void requireMovable(RepositoryId repository, Tag tag, ManifestPush push) {
        immutable.rule(push.repository(), tag).ifPresent(rule -> {
            Optional<Digest> current = tags.current(repository, tag);
            if (current.isPresent() && !current.get().equals(push.digest())) {
                throw new RegistryException(
                        ErrorCode.DENIED,
                        "the rule '%s' keeps the tag %s at %s: push under another tag"
                                .formatted(rule, tag, current.get()));
            }
        });
    }

    private void review(RepositoryId repository, Digest digest) {
        reviews.schedule(Reviews.Kind.MANIFEST, repository, digest);
    }
}
