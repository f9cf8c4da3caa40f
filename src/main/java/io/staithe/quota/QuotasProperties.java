package io.staithe.quota;

import io.staithe.access.RepositoryPattern;
import io.staithe.metadata.QuotaDefinition;
import io.staithe.settings.InvalidSettingException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Quotas.
 *
 * @param quotas list of what repositories may hold together, each with a {@code name}, a {@code pattern} of repositories and
 *     at least one of {@code bytes}, {@code repositories} and {@code tags}
 */
@ConfigurationProperties("staithe")
public record QuotasProperties(@DefaultValue List<QuotaSetting> quotas) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** A quota as it is written. */
    public record QuotaSetting(
            @Nullable String name,
            @Nullable String pattern,
            @Nullable DataSize bytes,
            @Nullable Long repositories,
            @Nullable Long tags) {

        QuotaDefinition definition() {
            return new QuotaDefinition(
                    String.valueOf(name),
                    String.valueOf(pattern),
                    bytes == null ? null : bytes.toBytes(),
                    repositories,
                    tags);
        }
    }

    public QuotasProperties {
        quotas = List.copyOf(quotas);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < quotas.size(); i++) {
            String entry = "staithe.quotas[" + i + "]";
            check(entry, quotas.get(i));
            String name = String.valueOf(quotas.get(i).name());
            if (!names.add(name)) {
                throw refused(entry + ".name", name, "another quota has this name", "Give each quota its own name.");
            }
        }
    }

    private static void check(String entry, QuotaSetting quota) {
        String name = quota.name() == null ? "" : quota.name();
        if (!NAME.matcher(name).matches()) {
            throw refused(
                    entry + ".name", name, "this is no name", "Write up to 64 letters, digits, '.', '_' and '-'.");
        }
        String pattern = quota.pattern() == null ? "" : quota.pattern();
        if (RepositoryPattern.parse(pattern).isEmpty()) {
            throw refused(
                    entry + ".pattern",
                    pattern,
                    "this is no pattern",
                    "Write a repository, '<name>/*', '<name>/**' or '**'.");
        }
        if (quota.bytes() == null && quota.repositories() == null && quota.tags() == null) {
            throw refused(entry + ".bytes", "", "nothing is limited", "Write 'bytes', 'repositories' or 'tags'.");
        }
        requireNotNegative(
                entry + ".bytes", quota.bytes() == null ? null : quota.bytes().toBytes());
        requireNotNegative(entry + ".repositories", quota.repositories());
        requireNotNegative(entry + ".tags", quota.tags());
    }

    private static void requireNotNegative(String property, @Nullable Long limit) {
        if (limit != null && limit < 0) {
            throw refused(
                    property, limit.toString(), "it is negative", "Write 0 or more, or leave it out for no limit.");
        }
    }

    private static InvalidSettingException refused(String property, String value, String reason, String remedy) {
        return new InvalidSettingException(property, value, reason, remedy);
    }

    List<QuotaDefinition> definitions() {
        return quotas.stream().map(QuotaSetting::definition).toList();
    }
}
