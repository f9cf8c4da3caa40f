package io.staithe.manifest;

import io.staithe.access.RepositoryPattern;
import io.staithe.manifest.TagProperties.ImmutableSetting;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import io.staithe.oci.TagPattern;
import io.staithe.settings.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which tags no push moves. Thread-safe. */
final class ImmutableTags {

    private static final String PREFIX = "staithe.tags.immutable[";

    private final List<Rule> rules;

    private ImmutableTags(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    private record Rule(String name, RepositoryPattern repositories, TagPattern tags) {}

    /** @throws InvalidSettingException for an entry without its parts, or with wrong ones */
    static ImmutableTags of(List<ImmutableSetting> settings) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            rules.add(rule(PREFIX + i + "]", settings.get(i)));
        }
        return new ImmutableTags(rules);
    }

    private static Rule rule(String entry, ImmutableSetting setting) {
        return new Rule(
                text(entry + ".name", setting.name()),
                RepositoryPattern.parse(text(entry + ".repository", setting.repository()))
                        .orElseThrow(() -> refused(
                                entry + ".repository",
                                setting.repository(),
                                "Write a repository, '<name>/*', '<name>/**' or '**'.")),
                TagPattern.parse(text(entry + ".tags", setting.tags()))
                        .orElseThrow(() -> refused(
                                entry + ".tags",
                                setting.tags(),
                                "Write a tag, in which '*' stands for any characters, such as 'v*'.")));
    }

    private static String text(String property, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw refused(property, value, "Write a 'name', a 'repository' and 'tags' in each entry.");
        }
        return value;
    }

    private static InvalidSettingException refused(String property, @Nullable String value, String remedy) {
        return new InvalidSettingException(property, value == null ? "" : value, "it is not valid", remedy);
    }

    /** The name of the rule that keeps the tag where it is. */
    Optional<String> rule(RepositoryName repository, Tag tag) {
        return rules.stream()
                .filter(rule ->
                        rule.repositories().matches(repository) && rule.tags().matches(tag))
                .map(Rule::name)
                .findFirst();
    }
}
