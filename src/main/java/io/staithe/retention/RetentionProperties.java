package io.staithe.retention;

import io.staithe.settings.InvalidSettingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which tags and manifests stay.
 *
 * @param rules list of rules, each with a {@code name}, a {@code repository} pattern and what it keeps, as
 *     {@code docs/operations.md} describes them
 * @param interval how long after the rules were applied to all repositories they are applied again
 * @param firstRunDelay how long a rule that is new, or was changed, is only evaluated before it removes anything
 * @param maxShare percent of a repository's tags, or of its manifests, beyond which a removal waits until somebody confirms
 *     it; 100 to never wait
 * @param planTime how long it may take to say what the rules would do to a repository, before the request is refused
 * @param plansAtOnce how many requests a node answers at once that ask for that
 */
@ConfigurationProperties("staithe.retention")
public record RetentionProperties(
        @DefaultValue List<RuleDefinition> rules,
        @DefaultValue("1h") Duration interval,
        @DefaultValue("24h") Duration firstRunDelay,
        @DefaultValue("50") int maxShare,
        @DefaultValue("30s") Duration planTime,
        @DefaultValue("2") int plansAtOnce) {

    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);

    public RetentionProperties {
        rules = List.copyOf(rules);
        parse(rules);
        if (interval.compareTo(LEAST_INTERVAL) < 0) {
            throw refused("interval", interval, "it is too short", "Write '1s' or more.");
        }
        if (firstRunDelay.isNegative()) {
            throw refused("first-run-delay", firstRunDelay, "it is negative", "Write a duration such as '24h'.");
        }
        if (maxShare < 0 || maxShare > 100) {
            throw refused("max-share", maxShare, "it is no share in percent", "Write a number from 0 to 100.");
        }
        if (planTime.isNegative() || planTime.isZero()) {
            throw refused("plan-time", planTime, "nothing could be planned", "Write a duration such as '30s'.");
        }
        if (plansAtOnce < 1) {
            throw refused("plans-at-once", plansAtOnce, "nothing could be planned", "Write a number of 1 or more.");
        }
    }

    private static InvalidSettingException refused(String name, Object value, String reason, String remedy) {
        return new InvalidSettingException("staithe.retention." + name, value.toString(), reason, remedy);
    }

    List<RetentionRule> declared() {
        return parse(rules);
    }

    private static List<RetentionRule> parse(List<RuleDefinition> definitions) {
        List<RetentionRule> parsed = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < definitions.size(); i++) {
            String entry = "rules[" + i + "].";
            try {
                RetentionRule rule = definitions.get(i).parse();
                if (!names.add(rule.name())) {
                    throw refused(entry + "name", rule.name(), "it is there twice", "Give each rule its own name.");
                }
                parsed.add(rule);
            } catch (InvalidRuleException e) {
                throw refused(entry + dashed(e.part()), e.value(), e.reason(), e.remedy());
            }
        }
        return parsed;
    }

    private static String dashed(String part) {
        return part.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
