package io.staithe.access;

import io.staithe.access.Account.Origin;
import io.staithe.access.ChangeRefusedException.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Makes, changes and deletes rules. Thread-safe; a refusal is a {@link ChangeRefusedException}. */
public final class ManagedRules {

    private final AccessState state;
    private final StoredRules rules;

    ManagedRules(AccessState state, StoredRules rules) {
        this.state = state;
        this.rules = rules;
    }

    /** All of them, by id. */
    public List<KnownRule> list() {
        return state.directory().knownRules().stream()
                .sorted(Comparator.comparing(KnownRule::id))
                .toList();
    }

    public Optional<KnownRule> find(String id) {
        return find(state.directory(), id);
    }

    private static Optional<KnownRule> find(Directory directory, String id) {
        return directory.knownRules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst();
    }

    public KnownRule create(Rule rule, Consumer<KnownRule> done) {
        return state.change(directory -> {
            boolean there = directory.knownRules().stream()
                    .map(KnownRule::rule)
                    .anyMatch(other -> other.subject().equals(rule.subject())
                            && other.repository().equals(rule.repository()));
            if (there) {
                throw new ChangeRefusedException(
                        Reason.CONFLICT,
                        "there is a rule for %s on %s already: change its role"
                                .formatted(rule.subject(), rule.repository()));
            }
            KnownRule created = rules.insert(rule);
            done.accept(created);
            return created;
        });
    }

    /** @param unchanged whether the rule is what the change was decided on */
    public KnownRule setRole(String id, Role role, Predicate<KnownRule> unchanged, Consumer<KnownRule> done) {
        return state.change(directory -> {
            KnownRule old = require(directory, id, unchanged);
            rules.setRole(id, role);
            Rule rule = new Rule(old.rule().subject(), old.rule().repository(), role);
            KnownRule changed = new KnownRule(id, rule, old.origin());
            done.accept(changed);
            return changed;
        });
    }

    public void delete(String id, Predicate<KnownRule> unchanged, Consumer<KnownRule> done) {
        state.change(directory -> {
            KnownRule rule = require(directory, id, unchanged);
            rules.delete(id);
            done.accept(rule);
            return rule;
        });
    }

    private static KnownRule require(Directory directory, String id, Predicate<KnownRule> unchanged) {
        KnownRule rule = find(directory, id)
                .orElseThrow(() -> new ChangeRefusedException(Reason.MISSING, "there is no rule of this id"));
        if (rule.origin() != Origin.DATABASE) {
            throw new ChangeRefusedException(
                    Reason.CONFLICT, "the rule '" + rule.rule() + "' is not in the database: change the configuration");
        }
        if (!unchanged.test(rule)) {
            throw new ChangeRefusedException(Reason.STALE, "the rule was changed since it was read: read it again");
        }
        return rule;
    }
}
