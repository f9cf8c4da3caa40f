package io.staithe.retention;

import io.staithe.access.RepositoryPattern;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import io.staithe.oci.TagPattern;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a rule says, see {@link RuleDefinition}.
 *
 * @param keepNewest 0 if the rule does not count
 */
public record RetentionRule(
        String name,
        RepositoryPattern repository,
        List<TagPattern> tags,
        int keepNewest,
        Order by,
        Optional<Duration> keepPulledWithin,
        boolean keepNewestPatch,
        Optional<Duration> expireUntagged,
        List<TagPattern> protect) {

    public RetentionRule {
        tags = List.copyOf(tags);
        protect = List.copyOf(protect);
    }

    /** What makes a tag new. */
    public enum Order {
        PUSH,
        /** When it was pulled, or pushed if that was later. */
        PULL;

        static Optional<Order> find(String word) {
            return Arrays.stream(values())
                    .filter(order -> order.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst();
        }
    }

    boolean isAbout(RepositoryName name) {
        return repository.matches(name);
    }

    boolean isAbout(Tag tag) {
        return tags.stream().anyMatch(pattern -> pattern.matches(tag));
    }

    boolean protects(Tag tag) {
        return protect.stream().anyMatch(pattern -> pattern.matches(tag));
    }

    /** Whether it says of any tags that they stay, and so of others that they go. */
    boolean judgesTags() {
        return keepNewest > 0 || keepPulledWithin.isPresent() || keepNewestPatch;
    }

    /** Whether a repository may be the business of both; true where that is not certain. */
    boolean mayMeet(RetentionRule other) {
        return mayMeet(repository, other.repository);
    }

    private static boolean mayMeet(RepositoryPattern one, RepositoryPattern other) {
        return switch (one) {
            case RepositoryPattern.One(var name) -> other.matches(name);
            case RepositoryPattern.OneLevel(var prefix) -> mayMeet(prefix, other);
            case RepositoryPattern.AllLevels(var prefix) -> mayMeet(prefix, other);
        };
    }

    private static boolean mayMeet(String prefix, RepositoryPattern other) {
        return switch (other) {
            case RepositoryPattern.One(var name) -> name.value().startsWith(prefix);
            case RepositoryPattern.OneLevel(var its) -> its.startsWith(prefix) || prefix.startsWith(its);
            case RepositoryPattern.AllLevels(var its) -> its.startsWith(prefix) || prefix.startsWith(its);
        };
    }
}
