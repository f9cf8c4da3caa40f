package io.staithe.retention;

import io.staithe.access.RepositoryPattern;
import io.staithe.oci.TagPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A retention rule as it is written in the configuration, in the API and in the database.
 *
 * @param name of the rule, by which it is known
 * @param repository pattern of repositories
 * @param tags patterns of tags that the rule is about; all if there are none
 * @param keepNewest how many of them stay, those that were pushed or pulled last
 * @param by what {@code keepNewest} goes by: {@code push} or {@code pull}
 * @param keepPulledWithin for how long a tag stays after it was last pulled or pushed, such as {@code 30d}
 * @param keepNewestPatch whether the newest patch of each minor version stays
 * @param expireUntagged for how long a manifest that nothing names stays, such as {@code 7d}
 * @param protect patterns of tags that stay whatever this or any other rule says
 */
public record RuleDefinition(
        @Nullable String name,
        @Nullable String repository,
        @Nullable List<String> tags,
        @Nullable Integer keepNewest,
        @Nullable String by,
        @Nullable String keepPulledWithin,
        @Nullable Boolean keepNewestPatch,
        @Nullable String expireUntagged,
        @Nullable List<String> protect) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern DURATION = Pattern.compile("[1-9][0-9]{0,9}[smhd]");
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int MOST_KEPT = 10_000;
    private static final int MOST_PATTERNS = 100;
    private static final String TAG = "a tag, in which '*' stands for any characters, such as 'v*'";
    private static final String PERIOD = "a number and a unit (s, m, h, d), such as '30d', of 36500 days at most";

    static RuleDefinition of(RetentionRule rule) {
        return new RuleDefinition(
                rule.name(),
                rule.repository().toString(),
                rule.tags().stream().map(TagPattern::toString).toList(),
                rule.keepNewest() == 0 ? null : rule.keepNewest(),
                rule.keepNewest() == 0 ? null : rule.by().name().toLowerCase(Locale.ROOT),
                rule.keepPulledWithin().map(RuleDefinition::words).orElse(null),
                rule.keepNewestPatch() ? true : null,
                rule.expireUntagged().map(RuleDefinition::words).orElse(null),
                rule.protect().stream().map(TagPattern::toString).toList());
    }

    /** @throws InvalidRuleException for the first part that is wrong */
    RetentionRule parse() {
        RetentionRule rule = new RetentionRule(
                part(
                        "name",
                        name,
                        text -> NAME.matcher(text).matches() ? Optional.of(text) : Optional.empty(),
                        "1 to 64 small letters, digits, '.', '_' or '-'"),
                part(
                        "repository",
                        repository,
                        RepositoryPattern::parse,
                        "a name such as 'team/app', 'team/*' for one level below, 'team/**' for all, or '**'"),
                patterns("tags", tags == null || tags.isEmpty() ? List.of("*") : tags),
                keepNewest == null ? 0 : keepNewest(keepNewest),
                by == null ? RetentionRule.Order.PUSH : part("by", by, RetentionRule.Order::find, "'push' or 'pull'"),
                period("keepPulledWithin", keepPulledWithin),
                keepNewestPatch != null && keepNewestPatch,
                period("expireUntagged", expireUntagged),
                patterns("protect", protect == null ? List.of() : protect));
        if (!rule.judgesTags()
                && rule.expireUntagged().isEmpty()
                && rule.protect().isEmpty()) {
            throw new InvalidRuleException(
                    "name",
                    rule.name(),
                    "the rule does nothing",
                    "Give it one of keep-newest, keep-pulled-within, keep-newest-patch, expire-untagged and protect.");
        }
        return rule;
    }

    private static int keepNewest(int number) {
        if (number < 1 || number > MOST_KEPT) {
            throw new InvalidRuleException(
                    "keepNewest",
                    Integer.toString(number),
                    "it is out of range",
                    "Write a number from 1 to " + MOST_KEPT + ".");
        }
        return number;
    }

    private static <T> T part(String name, @Nullable String value, Function<String, Optional<T>> parse, String form) {
        return Optional.ofNullable(value)
                .flatMap(parse)
                .orElseThrow(() -> new InvalidRuleException(
                        name,
                        value == null ? "" : value,
                        value == null ? "it is missing" : "it is not valid",
                        "Write " + form + "."));
    }

    private static List<TagPattern> patterns(String name, List<String> texts) {
        if (texts.size() > MOST_PATTERNS) {
            throw new InvalidRuleException(
                    name, texts.size() + " patterns", "there are too many", "Write " + MOST_PATTERNS + " at most.");
        }
        List<TagPattern> patterns = new ArrayList<>();
        for (String text : texts) {
            patterns.add(part(name, text, TagPattern::parse, TAG));
        }
        return patterns;
    }

    private static Optional<Duration> period(String name, @Nullable String text) {
        return text == null ? Optional.empty() : Optional.of(part(name, text, RuleDefinition::duration, PERIOD));
    }

    private static Optional<Duration> duration(String text) {
        if (!DURATION.matcher(text).matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        Duration period = switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
        return Optional.of(period).filter(some -> some.compareTo(LONGEST) <= 0);
    }

    /** As {@link #parse} reads it. */
    static String words(Duration period) {
        long seconds = period.toSeconds();
        return seconds % 86_400 == 0
                ? seconds / 86_400 + "d"
                : seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
