package io.staithe.retention;

import io.staithe.gc.Explanations;
import io.staithe.metadata.Inventory;
import io.staithe.metadata.Inventory.TaggedManifest;
import io.staithe.metadata.Pins;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What pins and rules mean for a manifest. Thread-safe. */
final class RetentionAdvice implements Explanations.Adviser {

    private static final int MOST_TAGS = 100;

    private final Inventory inventory;
    private final Pins pins;
    private final RetentionRules rules;
    private final RuleAges ages;
    private final PlanLimits limits;

    RetentionAdvice(Inventory inventory, Pins pins, RetentionRules rules, RuleAges ages, PlanLimits limits) {
        this.inventory = inventory;
        this.pins = pins;
        this.rules = rules;
        this.ages = ages;
        this.limits = limits;
    }

    @Override
    public List<String> advice(RepositoryName name, RepositoryId repository, Digest digest) {
        List<String> advice = new ArrayList<>();
        pins.of(repository, digest).forEach(pin -> advice.add(pin.reference() + " is " + pin.words() + "."));
        List<RetentionRule> about = rules.about(name);
        if (!about.isEmpty()) {
            Evaluation evaluation = new Evaluation(about, inventory.now());
            if (!new RepositoryReader(inventory).show(repository, evaluation, limits.time())) {
                advice.add("Retention: there are more tags than can be looked at in 'staithe.retention.plan-time'.");
                return advice;
            }
            Map<String, Instant> from = ages.removeFrom(rules.all());
            for (TaggedManifest tag : inventory.tagsOf(repository, digest).stream()
                    .limit(MOST_TAGS)
                    .toList()) {
                add(advice, "Retention, the tag " + tag.tag(), evaluation.judge(tag), from);
            }
            inventory
                    .unnamed(repository, digest)
                    .ifPresent(found -> add(advice, "Retention", evaluation.judge(found), from));
        }
        return advice;
    }

    private static void add(List<String> advice, String what, Verdict verdict, Map<String, Instant> from) {
        String when = verdict instanceof Verdict.Taken taken
                ? taken.by().stream()
                        .map(taker -> Optional.ofNullable(from.get(taker.rule())))
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo)
                        .map(instant -> " from " + instant + " on")
                        .orElse(" once the rule is no longer new")
                : "";
        advice.add(what + ": " + DryRun.reason(verdict) + when + ".");
    }
}
