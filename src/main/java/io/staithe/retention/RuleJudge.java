package io.staithe.retention;

import io.staithe.metadata.Inventory.TaggedManifest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one rule says of the tags of one repository, once it has seen all of them. */
final class RuleJudge {

    private final RetentionRule rule;
    private final Instant now;
    private final NewestTags newest;
    private final VersionLines lines = new VersionLines();

    RuleJudge(RetentionRule rule, Instant now) {
        this.rule = rule;
        this.now = now;
        this.newest = new NewestTags(rule.keepNewest());
    }

    RetentionRule rule() {
        return rule;
    }

    /** Only a tag that nothing protects: those that do not count. */
    void see(TaggedManifest tag) {
        if (rule.isAbout(tag.tag())) {
            if (rule.keepNewest() > 0) {
                newest.see(age(tag), tag.tag().value());
            }
            if (rule.keepNewestPatch()) {
                Version.parse(tag.tag().value()).ifPresent(lines::see);
            }
        }
    }

    private Instant age(TaggedManifest tag) {
        return switch (rule.by()) {
            case PUSH -> tag.pushedAt();
            case PULL -> tag.usedAt();
        };
    }

    Verdict judge(TaggedManifest tag) {
        if (!rule.judgesTags() || !rule.isAbout(tag.tag())) {
            return new Verdict.Untouched();
        }
        List<String> against = new ArrayList<>();
        Optional<String> kept =
                keptAsNewest(tag, against).or(() -> keptAsPulled(tag, against)).or(() -> keptAsVersion(tag, against));
        if (kept.isPresent()) {
            return new Verdict.Kept("the rule '%s' keeps it: %s".formatted(rule.name(), kept.get()));
        }
        return against.isEmpty()
                ? new Verdict.Untouched()
                : new Verdict.Taken(List.of(new Verdict.Taker(rule.name(), String.join(", ", against))));
    }

    private Optional<String> keptAsNewest(TaggedManifest tag, List<String> against) {
        if (rule.keepNewest() == 0) {
            return Optional.empty();
        }
        String words = "one of the newest %d by %s"
                .formatted(rule.keepNewest(), rule.by() == RetentionRule.Order.PUSH ? "push" : "pull");
        if (newest.has(age(tag), tag.tag().value())) {
            return Optional.of("it is " + words);
        }
        against.add("it is not " + words);
        return Optional.empty();
    }

    private Optional<String> keptAsPulled(TaggedManifest tag, List<String> against) {
        if (rule.keepPulledWithin().isEmpty()) {
            return Optional.empty();
        }
        Duration period = rule.keepPulledWithin().get();
        String words = "pulled or pushed within " + RuleDefinition.words(period);
        if (!tag.usedAt().isBefore(now.minus(period))) {
            return Optional.of("it was " + words);
        }
        against.add("it was not " + words);
        return Optional.empty();
    }

    /** What is no version cannot be judged as one. */
    private Optional<String> keptAsVersion(TaggedManifest tag, List<String> against) {
        if (!rule.keepNewestPatch()) {
            return Optional.empty();
        }
        return Version.parse(tag.tag().value()).flatMap(version -> {
            Optional<String> kept = lines.keeps(version);
            if (kept.isEmpty()) {
                against.add("there is a newer patch of its minor version");
            }
            return kept;
        });
    }
}
