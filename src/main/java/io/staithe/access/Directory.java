package io.staithe.access;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that decisions are made from, as it was at one moment. Immutable.
 *
 * @param accounts people and robots by name
 * @param revoked ids of tokens that were taken back lately
 * @param open whether nothing was configured, and everybody who reaches the registry may use it
 */
public record Directory(Map<String, Account> accounts, Rules rules, Set<String> revoked, boolean open) {

    public Directory {
        accounts = Map.copyOf(accounts);
        revoked = Set.copyOf(revoked);
    }

    public Optional<Account> find(String name) {
        return Optional.ofNullable(accounts.get(name));
    }

    /** Whether there is anybody who could log in; otherwise a challenge would only lead astray. */
    public boolean hasAccounts() {
        return !accounts.isEmpty();
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
