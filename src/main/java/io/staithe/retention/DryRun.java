package io.staithe.retention;

import io.staithe.metadata.Edges;
import io.staithe.metadata.Inventory;
import io.staithe.metadata.Inventory.Exclusive;
import io.staithe.metadata.Inventory.TaggedManifest;
import io.staithe.metadata.Inventory.UnnamedManifest;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import io.staithe.retention.RetentionPlan.Item;
import io.staithe.retention.RetentionPlan.State;
import io.staithe.retention.RetentionPlan.Summary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** One look at a repository through the eyes of its rules. Used by one thread. */
final class DryRun {

    /** Manifests that are followed to what only they need. */
    private static final int MOST_COUNTED = 10_000;

    private final Inventory inventory;
    private final RepositoryReader reader;
    private final RepositoryId repository;
    private final Set<String> rules;
    private final Evaluation evaluation;
    private final Neighbours neighbours;
    private final BooleanSupplier mayGoOn;
    private final BooleanSupplier mayCount;

    /**
     * What a look has time for.
     *
     * @param mayGoOn fails if it may not
     * @param mayCount whether what goes may still be followed to what only it needs
     */
    record Time(BooleanSupplier mayGoOn, BooleanSupplier mayCount) {}

    DryRun(
            Inventory inventory,
            Edges edges,
            RepositoryId repository,
            List<RetentionRule> rules,
            Instant now,
            Time time) {
        this.inventory = inventory;
        this.reader = new RepositoryReader(inventory);
        this.repository = repository;
        this.rules = rules.stream().map(RetentionRule::name).collect(Collectors.toSet());
        this.evaluation = new Evaluation(rules, now);
        this.mayGoOn = time.mayGoOn();
        this.mayCount = time.mayCount();
        this.neighbours =
                new StoredNeighbours(edges, inventory, repository, evaluation, tag -> !isTaken(tag), digest -> {
                    boolean _ = mayGoOn.getAsBoolean();
                });
        reader.show(repository, evaluation, mayGoOn);
    }

    private boolean isTaken(TaggedManifest tag) {
        return evaluation.judge(tag) instanceof Verdict.Taken;
    }

    /** @param removeFrom from when on rules remove something, by name */
    record Ages(Map<String, Instant> removeFrom, Instant now, int maxShare) {}

    RetentionPlan plan(RepositoryName name, boolean all, String after, int limit, Ages ages) {
        List<Item> items = items(all, after, limit + 1);
        boolean more = items.size() > limit;
        List<Item> fit = more ? items.subList(0, limit) : items;
        return new RetentionPlan(
                name,
                after.isEmpty() ? Optional.of(summary(ages)) : Optional.empty(),
                fit,
                more ? Optional.of(fit.getLast().reference().toString()) : Optional.empty());
    }

    private List<Item> items(boolean all, String after, int most) {
        List<Item> items = new ArrayList<>();
        boolean isDigest = after.indexOf(':') >= 0;
        if (!isDigest) {
            reader.tags(
                    repository,
                    after,
                    tag -> {
                        Verdict verdict = evaluation.judge(tag);
                        if (all || verdict instanceof Verdict.Taken) {
                            items.add(item(tag, verdict));
                        }
                        return items.size() < most;
                    },
                    mayGoOn);
        }
        if (items.size() < most) {
            reader.unnamed(
                    repository,
                    isDigest ? after : "",
                    manifest -> {
                        Verdict verdict = evaluation.judge(manifest);
                        if (all || verdict instanceof Verdict.Taken) {
                            items.add(item(manifest, verdict));
                        }
                        return items.size() < most;
                    },
                    mayGoOn);
        }
        return items;
    }

    private Item item(TaggedManifest tag, Verdict verdict) {
        boolean goes = verdict instanceof Verdict.Taken;
        Removal removal = goes ? removal(tag.digest()) : Removal.NOTHING;
        boolean isFirst = !removal.tags().isEmpty() && removal.tags().getFirst().equals(tag.tag());
        Exclusive bytes = isFirst ? inventory.exclusive(repository, removal.manifests()) : Exclusive.NONE;
        return new Item(tag.tag(), tag.digest(), goes, reason(verdict), tag.pushedAt(), tag.pulledAt(), bytes);
    }

    private Item item(UnnamedManifest manifest, Verdict verdict) {
        Removal removal = Removal.ofUnnamed(manifest.digest(), verdict, rules, neighbours);
        return new Item(
                manifest.digest(),
                manifest.digest(),
                verdict instanceof Verdict.Taken,
                reason(verdict),
                manifest.since(),
                Optional.empty(),
                inventory.exclusive(repository, removal.manifests()));
    }

    private Removal removal(Digest digest) {
        return Removal.ofTagged(digest, inventory.tagsOf(repository, digest), evaluation, rules, neighbours);
    }

    static String reason(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Untouched() -> "no rule is about it";
            case Verdict.Kept(var reason) -> reason;
            case Verdict.Taken(var by) ->
                by.stream()
                        .map(taker -> "the rule '%s' takes it: %s".formatted(taker.rule(), taker.reason()))
                        .collect(Collectors.joining("; "));
        };
    }

    private Summary summary(Ages ages) {
        Going going = new Going();
        reader.tags(
                repository,
                "",
                tag -> {
                    if (evaluation.judge(tag) instanceof Verdict.Taken taken) {
                        going.tag(tag, taken);
                    }
                    return true;
                },
                mayGoOn);
        reader.unnamed(
                repository,
                "",
                manifest -> {
                    if (evaluation.judge(manifest) instanceof Verdict.Taken taken) {
                        going.manifest(manifest, taken);
                    }
                    return true;
                },
                mayGoOn);
        Inventory.Size size = inventory.size(repository);
        Share share = Share.of(going.tags, going.unnamed, size);
        Optional<Instant> from = going.takers.stream()
                .flatMap(rule -> Optional.ofNullable(ages.removeFrom().get(rule)).stream())
                .min(Instant::compareTo);
        return new Summary(
                size.tags(),
                size.manifests(),
                going.tags,
                going.manifests.size(),
                inventory.exclusive(repository, going.manifests),
                going.isWhole,
                share.percent(),
                going.tags + going.unnamed == 0 ? State.NOTHING : state(from, share, ages),
                from);
    }

    private static State state(Optional<Instant> from, Share share, Ages ages) {
        if (from.isEmpty() || from.get().isAfter(ages.now())) {
            return State.NEW;
        }
        return share.exceeds(ages.maxShare()) ? State.CONFIRMATION : State.NEXT_RUN;
    }

    /** Adds up what goes. */
    private final class Going {

        private final Set<String> takers = new HashSet<>();
        private final Set<Digest> seen = new HashSet<>();
        private final Set<Digest> manifests = new LinkedHashSet<>();
        private long tags;
        private long unnamed;
        private boolean isWhole = true;

        private void tag(TaggedManifest tag, Verdict.Taken taken) {
            tags++;
            note(taken);
            if (hasRoom() && seen.add(tag.digest())) {
                add(removal(tag.digest()));
            }
        }

        private void manifest(UnnamedManifest manifest, Verdict.Taken taken) {
            unnamed++;
            note(taken);
            if (hasRoom()) {
                add(Removal.ofUnnamed(manifest.digest(), taken, rules, neighbours));
            }
        }

        private void note(Verdict.Taken taken) {
            taken.by().forEach(taker -> takers.add(taker.rule()));
        }

        private boolean hasRoom() {
            isWhole =
                    isWhole && seen.size() < MOST_COUNTED && manifests.size() < MOST_COUNTED && mayCount.getAsBoolean();
            return isWhole;
        }

        private void add(Removal removal) {
            for (Digest digest : removal.manifests()) {
                if (hasRoom()) {
                    manifests.add(digest);
                }
            }
        }
    }
}
