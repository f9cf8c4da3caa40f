package io.staithe.retention;

import io.staithe.metadata.Edges.Edge;
import io.staithe.metadata.Inventory.TaggedManifest;
import io.staithe.oci.Digest;
import io.staithe.oci.Tag;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What goes together.
 *
 * @param tags of the manifest that are taken
 * @param manifests that go with the last of its tags: itself, and what was only there for it; none if something keeps it
 * @param rule the first, by name, of those that take it
 */
record Removal(List<Tag> tags, Set<Digest> manifests, String rule) {

    static final Removal NOTHING = new Removal(List.of(), Set.of(), "");

    boolean isEmpty() {
        return tags.isEmpty() && manifests.isEmpty();
    }

    /**
     * Of a manifest that has tags.
     *
     * @param tags all of them
     * @param mayTake names of the rules that may take something
     */
    static Removal ofTagged(
            Digest digest,
            List<TaggedManifest> tags,
            Evaluation evaluation,
            Set<String> mayTake,
            Neighbours neighbours) {
        List<Tag> taken = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        for (TaggedManifest tag : tags) {
            if (evaluation.judge(tag) instanceof Verdict.Taken verdict) {
                verdict.by(mayTake).ifPresent(taker -> {
                    taken.add(tag.tag());
                    rules.add(taker.rule());
                });
            }
        }
        if (taken.isEmpty()) {
            return NOTHING;
        }
        Set<Digest> going = taken.size() == tags.size() && !neighbours.isKeptBesideTags(digest)
                ? with(digest, neighbours)
                : Set.of();
        return new Removal(taken, going, rules.getFirst());
    }

    /** Of a manifest that nothing names. */
    static Removal ofUnnamed(Digest digest, Verdict verdict, Set<String> mayTake, Neighbours neighbours) {
        return verdict instanceof Verdict.Taken taken
                ? taken.by(mayTake)
                        .map(taker -> new Removal(List.of(), with(digest, neighbours), taker.rule()))
                        .orElse(NOTHING)
                : NOTHING;
    }

    /** A manifest that one of those which keep it has not left yet is looked at again when that one goes. */
    private static Set<Digest> with(Digest first, Neighbours neighbours) {
        Set<Digest> going = new LinkedHashSet<>();
        Deque<Digest> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            Digest digest = open.remove();
            if (!going.contains(digest) && (digest.equals(first) || !isKept(digest, going, neighbours))) {
                going.add(digest);
                open.addAll(neighbours.belongingTo(digest));
            }
        }
        return going;
    }

    private static boolean isKept(Digest digest, Set<Digest> going, Neighbours neighbours) {
        return neighbours.keeping(digest).stream().anyMatch(edge -> isKept(edge, going));
    }

    private static boolean isKept(Edge edge, Set<Digest> going) {
        return switch (edge.kind()) {
            case TAG, PIN, MANIFEST, TRASH -> true;
            case INDEX, SUBJECT -> !going.contains(Digest.parse(edge.name()));
        };
    }
}
