package io.staithe.retention;

import io.staithe.metadata.Inventory.TaggedManifest;
import io.staithe.metadata.Inventory.UnnamedManifest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the rules say of one repository: it is shown all tags, in any order, and then asked of each. It reads and writes
 * nothing. A rule keeps; what at least one rule is about and none keeps is taken, so the order of rules means nothing. What
 * is protected, pinned or there for another manifest is never taken, and does not count among the newest.
 *
 * <p>In memory are at most {@code keepNewest} tags a rule, and two versions for each of at most 100,000 lines; never the
 * list of tags.
 */
final class Evaluation {

    private final List<RuleJudge> judges;
    private final Instant now;

    /** @param rules that are about the repository */
    Evaluation(List<RetentionRule> rules, Instant now) {
        this.judges = rules.stream()
                .sorted(Comparator.comparing(RetentionRule::name))
                .map(rule -> new RuleJudge(rule, now))
                .toList();
        this.now = now;
    }

    void see(TaggedManifest tag) {
        if (protection(tag).isEmpty()) {
            judges.forEach(judge -> judge.see(tag));
        }
    }

    /** Whether somebody wants it to stay, whatever it belongs to. */
    boolean isGuarded(TaggedManifest tag) {
        return tag.pinned() || protector(tag).isPresent();
    }

    Verdict judge(TaggedManifest tag) {
        Optional<String> protection = protection(tag);
        if (protection.isPresent()) {
            return new Verdict.Kept(protection.get());
        }
        List<Verdict.Taker> takers = new ArrayList<>();
        for (RuleJudge judge : judges) {
            switch (judge.judge(tag)) {
                case Verdict.Kept kept -> {
                    return kept;
                }
                case Verdict.Taken(var by) -> takers.addAll(by);
                case Verdict.Untouched() -> {}
            }
        }
        return takers.isEmpty() ? new Verdict.Untouched() : new Verdict.Taken(takers);
    }

    private Optional<String> protection(TaggedManifest tag) {
        if (tag.pinned()) {
            return Optional.of("it is pinned");
        }
        if (tag.belongs()) {
            return Optional.of("it belongs to a manifest that is there");
        }
        return protector(tag).map(rule -> "the rule '" + rule.name() + "' protects it");
    }

    private Optional<RetentionRule> protector(TaggedManifest tag) {
        return judges.stream()
                .map(RuleJudge::rule)
                .filter(rule -> rule.protects(tag.tag()))
                .findFirst();
    }

    Verdict judge(UnnamedManifest manifest) {
        List<Verdict.Taker> takers = new ArrayList<>();
        for (RuleJudge judge : judges) {
            Optional<Duration> period = judge.rule().expireUntagged();
            if (period.isPresent()) {
                String words = "named, pulled or pushed within " + RuleDefinition.words(period.get());
                if (!manifest.since().isBefore(now.minus(period.get()))) {
                    return new Verdict.Kept("the rule '" + judge.rule().name() + "' keeps it: it was " + words);
                }
                takers.add(new Verdict.Taker(judge.rule().name(), "it was not " + words));
            }
        }
        return takers.isEmpty() ? new Verdict.Untouched() : new Verdict.Taken(takers);
    }
}
