package io.staithe.gc;

import io.staithe.metadata.Blobs;
import io.staithe.metadata.Edges;
import io.staithe.metadata.Edges.Edge;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.ManifestHead;
import io.staithe.metadata.Manifests;
import io.staithe.metadata.PlannedCollection;
import io.staithe.metadata.PlannedCollection.Planned;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.Tags;
import io.staithe.metadata.Trash;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Reference;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says why content is kept, or when it goes, and what goes before it does. Reads only. Thread-safe. */
public final class Explanations {

    /** More reasons than this say nothing new. */
    private static final int MOST_REASONS = 1000;

    private final Repositories repositories;
    private final Manifests manifests;
    private final Blobs blobs;
    private final Tags tags;
    private final Trash trash;
    private final Edges edges;
    private final Reviews reviews;
    private final PlannedCollection planned;
    private final Garbage garbage;
    private final List<Adviser> advisers;
    private final boolean deletesUntagged;

    Explanations(
            Repositories repositories,
            Manifests manifests,
            Blobs blobs,
            Tags tags,
            Trash trash,
            Edges edges,
            Reviews reviews,
            PlannedCollection planned,
            Garbage garbage,
            List<Adviser> advisers,
            boolean deletesUntagged) {
        this.repositories = repositories;
        this.manifests = manifests;
        this.blobs = blobs;
        this.tags = tags;
        this.trash = trash;
        this.edges = edges;
        this.reviews = reviews;
        this.planned = planned;
        this.garbage = garbage;
        this.advisers = List.copyOf(advisers);
        this.deletesUntagged = deletesUntagged;
    }

    /** Who knows more of what may happen to a manifest. */
    public interface Adviser {

        /** In sentences. */
        List<String> advice(RepositoryName name, RepositoryId repository, Digest digest);
    }

    /** What was asked about. */
    public enum What {
        MANIFEST,
        BLOB,
        /** A deleted manifest that can be restored. */
        TRASH
    }

    /** @param of the content that it keeps, which is what was asked about or something that keeps that */
    public record Reason(Digest of, Edge by) {}

    /**
     * Why content is there.
     *
     * @param keptBy the edges that lead to it, the nearest first; at most 1,000
     * @param goesAt when it goes, at the earliest, if it does
     * @param advice what would change that, in sentences
     */
    public record Explanation(
            Digest digest, What what, List<Reason> keptBy, Optional<Instant> goesAt, List<String> advice) {}

    /** What goes, by repository, and the bytes that wait to be deleted already. */
    public record Plan(List<Planned> repositories, Garbage.Waiting waiting) {}

    /** @throws RegistryException {@code NAME_UNKNOWN} or {@code MANIFEST_UNKNOWN} if there is nothing to explain */
    public Explanation why(RepositoryName name, Reference reference) {
        RepositoryId repository = repositories.require(name);
        Digest digest = switch (reference) {
            case Digest asked -> asked;
            case Tag tag -> tags.find(name, tag).map(ManifestHead::digest).orElseThrow(() -> unknown(name, reference));
        };
        if (manifests.find(name, digest).isPresent()) {
            return advised(name, repository, manifest(repository, digest));
        }
        if (blobs.find(name, digest).isPresent()) {
            return blob(repository, digest);
        }
        return trash.find(repository, digest)
                .map(trashed -> new Explanation(
                        digest,
                        What.TRASH,
                        List.of(),
                        Optional.of(trashed.purgeAfter()),
                        List.of("It was deleted by " + trashed.by() + " and can be restored until then.")))
                .orElseThrow(() -> unknown(name, reference));
    }

    private Explanation advised(RepositoryName name, RepositoryId repository, Explanation plain) {
        List<String> advice = new ArrayList<>(plain.advice());
        advisers.forEach(adviser -> advice.addAll(adviser.advice(name, repository, plain.digest())));
        return new Explanation(plain.digest(), plain.what(), plain.keptBy(), plain.goesAt(), advice);
    }

    private static RegistryException unknown(RepositoryName name, Reference reference) {
        return new RegistryException(
                ErrorCode.MANIFEST_UNKNOWN,
                name + " has no tag, manifest or blob " + reference + ", nor had it lately");
    }

    private Explanation manifest(RepositoryId repository, Digest digest) {
        List<Reason> reasons = reasons(repository, digest, What.MANIFEST);
        if (!reasons.isEmpty()) {
            return new Explanation(
                    digest,
                    What.MANIFEST,
                    reasons,
                    Optional.empty(),
                    List.of(
                            deletesUntagged
                                    ? "It stays as long as one of these is there, and for the grace after that."
                                    : "It stays, also when none of these is there any more: staithe.gc.untagged=keep."));
        }
        return deletesUntagged
                ? new Explanation(
                        digest,
                        What.MANIFEST,
                        reasons,
                        reviews.dueAt(Reviews.Kind.MANIFEST, repository, digest),
                        List.of(
                                "A tag, or an index that has it as an entry, would keep it.",
                                "staithe.gc.untagged=keep would keep it."))
                : new Explanation(
                        digest,
                        What.MANIFEST,
                        reasons,
                        Optional.empty(),
                        List.of("Nothing names it; staithe.gc.untagged=keep keeps it until somebody deletes it."));
    }

    private Explanation blob(RepositoryId repository, Digest digest) {
        List<Reason> reasons = reasons(repository, digest, What.BLOB);
        boolean named = reasons.stream().anyMatch(reason -> reason.by().kind() == Edges.Kind.MANIFEST);
        return named
                ? new Explanation(
                        digest,
                        What.BLOB,
                        reasons,
                        Optional.empty(),
                        List.of("It stays as long as one of the manifests is there, and for the grace after that."))
                : new Explanation(
                        digest,
                        What.BLOB,
                        reasons,
                        reviews.dueAt(Reviews.Kind.BLOB, repository, digest),
                        List.of(
                                "A manifest that names it would keep it.",
                                "An upload, a mount or a HEAD of it gives it the whole grace again."));
    }

    /** Upwards from the content to what nothing else keeps. */
    private List<Reason> reasons(RepositoryId repository, Digest first, What what) {
        List<Reason> reasons = new ArrayList<>();
        Set<Digest> seen = new HashSet<>(Set.of(first));
        Deque<Digest> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty() && reasons.size() < MOST_REASONS) {
            Digest digest = open.remove();
            int limit = MOST_REASONS - reasons.size();
            List<Edge> found = digest.equals(first) && what == What.BLOB
                    ? edges.ofBlob(repository, digest, limit)
                    : edges.ofManifest(repository, digest, limit);
            for (Edge edge : found) {
                reasons.add(new Reason(digest, edge));
                next(edge).filter(seen::add).ifPresent(open::add);
            }
        }
        return reasons;
    }

    private static Optional<Digest> next(Edge edge) {
        return switch (edge.kind()) {
            case TAG, TRASH, PIN -> Optional.empty();
            case INDEX, SUBJECT, MANIFEST -> Optional.of(Digest.parse(edge.name()));
        };
    }

    /**
     * What goes if nothing happens any more.
     *
     * @param limit most repositories, those with the most bytes first
     */
    public Plan plan(int limit) {
        return new Plan(planned.byRepository(deletesUntagged, limit), garbage.waiting());
    }
}
