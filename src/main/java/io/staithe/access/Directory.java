package io.staithe.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that decisions are made from, as it was at one moment. Immutable.
 *
 * @param accounts people and robots by name
 * @param rules those of {@code knownRules}
 * @param groups by name
 * @param revoked ids of tokens that were taken back lately
 * @param open whether nothing was configured, and everybody who reaches the registry may use it
 */
public record Directory(
        Map<String, Account> accounts,
        Rules rules,
        List<KnownRule> knownRules,
        Map<String, Group> groups,
        Set<String> revoked,
        boolean open) {

    public Directory {
        accounts = Map.copyOf(accounts);
        knownRules = List.copyOf(knownRules);
        groups = Map.copyOf(groups);
        revoked = Set.copyOf(revoked);
    }

    static Directory of(
            Map<String, Account> accounts,
            List<KnownRule> rules,
            Map<String, Group> groups,
            Set<String> revoked,
            boolean open) {
        Rules all = new Rules(rules.stream().map(KnownRule::rule).toList());
        return new Directory(accounts, all, rules, groups, revoked, open);
    }

    public Optional<Account> find(String name) {
        return Optional.ofNullable(accounts.get(name));
    }

    /** Whether there is anybody who could log in; otherwise a challenge would only lead astray. */
    public boolean hasAccounts() {
        return !accounts.isEmpty();
    }

    /** Whether there is anybody who may manage all of this. */
    boolean hasAdministrator() {
        return accounts.values().stream()
                .anyMatch(account -> rules.administration(account.subject()).isPresent());
    }

    /** Whether strangers may write to every repository. */
    public boolean everybodyMayPush() {
        return rules.list().stream()
                .anyMatch(rule -> rule.subject() instanceof RuleSubject.Anonymous
                        && rule.repository().equals(new RepositoryPattern.AllLevels(""))
                        && rule.role().allows(Action.PUSH));
    }

    /** The account of a subject, if it still is what it was. */
    public Optional<Account> find(Subject.Kind kind, String name) {
        return find(name).filter(account -> account.subject().kind() == kind);
    }
}
