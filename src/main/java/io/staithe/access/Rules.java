package io.staithe.access;

import io.staithe.oci.RepositoryName;
import java.util.List;
import java.util.Optional;

/** All rules that hold at one moment. Whatever no rule grants is not granted. Immutable. */
public record Rules(List<Rule> list) {

    public Rules {
        list = List.copyOf(list);
    }

    /** The decision on one action; depends on nothing but its parameters and these rules. */
    public Decision decide(Subject subject, RepositoryName repository, Action action) {
        for (Rule rule : list) {
            if (rule.grants(subject, repository, action)) {
                return new Decision.Granted(rule);
            }
        }
        return subject.isAnonymous()
                ? new Decision.Challenge()
                : new Decision.Denied("%s has no right to %s %s: it takes a rule with the role %s or more"
                        .formatted(
                                subject,
                                preposition(action),
                                repository,
                                Role.least(action).word()));
    }

    private static String preposition(Action action) {
        return switch (action) {
            case PULL -> "pull from";
            case PUSH -> "push to";
            case DELETE -> "delete from";
            case ADMINISTER -> "administer";
        };
    }

    /** The rule that makes somebody an administrator of the whole registry. */
    public Optional<Rule> administration(Subject subject) {
        return list.stream()
                .filter(rule -> rule.role() == Role.ADMIN)
                .filter(rule -> rule.repository().equals(new RepositoryPattern.AllLevels("")))
                .filter(rule -> rule.subject().includes(subject))
                .findFirst();
    }
}
