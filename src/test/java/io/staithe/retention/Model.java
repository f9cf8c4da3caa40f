package io.staithe.retention;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.access.RepositoryPattern;
import io.staithe.metadata.Edges.Edge;
import io.staithe.metadata.Edges.Kind;
import io.staithe.metadata.Inventory.TaggedManifest;
import io.staithe.metadata.Inventory.UnnamedManifest;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.Tag;
import io.staithe.oci.TagPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A repository in memory, made at random, from which removals take. */
final class Model implements Neighbours {

    static final Instant NOW = Instant.parse("2026-11-26T06:00:00Z");

    private static final int MOST = 14;

    private final Map<String, TaggedManifest> tags = new TreeMap<>();
    private final Map<String, Digest> manifests = new TreeMap<>();
    private final Map<Digest, List<Digest>> children = new HashMap<>();
    private final Map<Digest, Digest> subjects = new HashMap<>();
    private final List<Digest> pinned = new ArrayList<>();

    Model(Random random) {
        for (int i = 0; i < 1 + random.nextInt(MOST); i++) {
            Digest digest = digest("manifest " + i);
            List<Digest> earlier = List.copyOf(manifests.values());
            manifests.put(digest.toString(), digest);
            if (!earlier.isEmpty() && random.nextInt(3) == 0) {
                children.put(
                        digest,
                        Stream.generate(() -> one(random, earlier))
                                .limit(2)
                                .distinct()
                                .toList());
            }
            if (!earlier.isEmpty() && random.nextInt(4) == 0) {
                subjects.put(digest, one(random, earlier));
            }
            if (random.nextInt(8) == 0) {
                pinned.add(digest);
            }
            for (int n = random.nextInt(3); n > 0; n--) {
                tag(random, digest);
            }
        }
    }

    private void tag(Random random, Digest digest) {
        String name = one(random, List.of("v1.%d.%d", "1.%d.%d-rc.1", "build-%d%d", "latest%d-%d"))
                .formatted(random.nextInt(3), random.nextInt(4));
        boolean isPinned = pinned.contains(digest) || random.nextInt(10) == 0;
        Optional<Instant> pulledAt = random.nextBoolean() ? Optional.of(earlier(random)) : Optional.empty();
        tags.put(name, new TaggedManifest(Tag.parse(name), digest, earlier(random), pulledAt, isPinned, false));
    }

    private static Instant earlier(Random random) {
        return NOW.minus(Duration.ofDays(random.nextInt(10)));
    }

    private static Digest digest(String text) {
        return Digest.of(Algorithm.SHA256, text.getBytes(UTF_8));
    }

    private static <T> T one(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    static List<RetentionRule> rules(Random random) {
        List<RetentionRule> rules = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            rules.add(new RetentionRule(
                    "rule" + i,
                    RepositoryPattern.parse("**").orElseThrow(),
                    patterns(one(random, List.of("*", "build-*", "v*"))),
                    random.nextInt(4),
                    one(random, List.of(RetentionRule.Order.values())),
                    random.nextInt(3) == 0 ? Optional.of(Duration.ofDays(random.nextInt(9))) : Optional.empty(),
                    random.nextInt(3) == 0,
                    random.nextInt(2) == 0 ? Optional.of(Duration.ofDays(random.nextInt(9))) : Optional.empty(),
                    random.nextInt(3) == 0 ? patterns(one(random, List.of("latest*", "*-rc.1", "*0"))) : List.of()));
        }
        return rules;
    }

    private static List<TagPattern> patterns(String text) {
        return List.of(TagPattern.parse(text).orElseThrow());
    }

    List<TaggedManifest> tags() {
        return List.copyOf(tags.values());
    }

    Set<Digest> manifests() {
        return Set.copyOf(manifests.values());
    }

    List<Digest> pinned() {
        return List.copyOf(pinned);
    }

    Map<Digest, List<Digest>> children() {
        return children;
    }

    Map<Digest, Digest> subjects() {
        return subjects;
    }

    List<UnnamedManifest> unnamed() {
        return manifests.values().stream()
                .filter(digest -> keeping(digest).isEmpty())
                .map(digest -> new UnnamedManifest(
                        digest, NOW.minus(Duration.ofDays(digest.toString().hashCode() & 7))))
                .toList();
    }

    @Override
    public List<Edge> keeping(Digest digest) {
        List<Edge> edges = new ArrayList<>();
        tagsOf(digest).forEach(tag -> edges.add(new Edge(Kind.TAG, tag.tag().value())));
        children.forEach((parent, its) -> {
            if (manifests.containsValue(parent) && its.contains(digest)) {
                edges.add(new Edge(Kind.INDEX, parent.toString()));
            }
        });
        Digest subject = subjects.get(digest);
        if (subject != null && manifests.containsValue(subject)) {
            edges.add(new Edge(Kind.SUBJECT, subject.toString()));
        }
        if (pinned.contains(digest)) {
            edges.add(new Edge(Kind.PIN, digest.toString()));
        }
        return edges;
    }

    @Override
    public List<Digest> belongingTo(Digest digest) {
        return Stream.concat(
                        children.getOrDefault(digest, List.of()).stream(),
                        subjects.entrySet().stream()
                                .filter(entry -> entry.getValue().equals(digest))
                                .map(Map.Entry::getKey))
                .filter(manifests::containsValue)
                .toList();
    }

    private List<TaggedManifest> tagsOf(Digest digest) {
        return tags.values().stream().filter(tag -> tag.digest().equals(digest)).toList();
    }

    /** Does what a run does, in an order that chance decides. @return the tags that are left */
    Set<String> apply(List<RetentionRule> rules, Random random) {
        List<RetentionRule> shuffled = new ArrayList<>(rules);
        Collections.shuffle(shuffled, random);
        List<TaggedManifest> seen = new ArrayList<>(tags());
        Collections.shuffle(seen, random);
        Evaluation evaluation = new Evaluation(shuffled, NOW);
        seen.forEach(evaluation::see);
        Set<String> names = rules.stream().map(RetentionRule::name).collect(Collectors.toSet());
        for (TaggedManifest tag : seen) {
            remove(Removal.ofTagged(tag.digest(), tagsOf(tag.digest()), evaluation, names, this));
        }
        for (UnnamedManifest manifest : unnamed()) {
            if (manifests.containsValue(manifest.digest())) {
                remove(Removal.ofUnnamed(manifest.digest(), evaluation.judge(manifest), names, this));
            }
        }
        return Set.copyOf(tags.keySet());
    }

    private void remove(Removal removal) {
        removal.tags().forEach(tag -> tags.remove(tag.value()));
        removal.manifests().forEach(digest -> manifests.remove(digest.toString()));
    }
}
