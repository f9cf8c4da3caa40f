package io.staithe.retention;

import io.staithe.access.ChangeRefusedException;
import io.staithe.access.ChangeRefusedException.Reason;
import io.staithe.database.Database;
import io.staithe.oci.RepositoryName;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The rules there are. Makes, changes and deletes those in the database; a refusal is a {@link ChangeRefusedException}. Thread-safe. */
public final class RetentionRules {

    /** Each is evaluated for each repository, so a number that somebody could still read. */
    private static final int MOST = 1000;

    private final Database database;
    private final List<RetentionRule> declared;
    private final StoredRetentionRules stored;
    private final RuleAges ages;

    RetentionRules(Database database, List<RetentionRule> declared, StoredRetentionRules stored, RuleAges ages) {
        this.database = database;
        this.declared = List.copyOf(declared);
        this.stored = stored;
        this.ages = ages;
    }

    /**
     * A rule and where it stands.
     *
     * @param isDeclared whether it is in the configuration, and so cannot be changed here
     * @param removesFrom from when on it removes something; empty if it was not evaluated yet
     */
    public record KnownRule(RuleDefinition definition, boolean isDeclared, Optional<Instant> removesFrom) {

        public String name() {
            return String.valueOf(definition.name());
        }
    }

    /** By name. One of the configuration takes the place of one in the database. */
    List<RetentionRule> all() {
        return Stream.concat(declared.stream(), stored.list().stream().filter(rule -> !isDeclared(rule.name())))
                .sorted(Comparator.comparing(RetentionRule::name))
                .toList();
    }

    List<RetentionRule> about(RepositoryName repository) {
        return all().stream().filter(rule -> rule.isAbout(repository)).toList();
    }

    private boolean isDeclared(String name) {
        return declared.stream().anyMatch(rule -> rule.name().equals(name));
    }

    /** All of them, by name. */
    public List<KnownRule> list() {
        List<RetentionRule> all = all();
        Map<String, Instant> from = ages.removeFrom(all);
        return all.stream().map(rule -> known(rule, from)).toList();
    }

    private KnownRule known(RetentionRule rule, Map<String, Instant> from) {
        return new KnownRule(
                RuleDefinition.of(rule), isDeclared(rule.name()), Optional.ofNullable(from.get(rule.name())));
    }

    public Optional<KnownRule> find(String name) {
        return list().stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    /** @param done is told of the rule within its transaction */
    public KnownRule create(RuleDefinition definition, Consumer<KnownRule> done) {
        RetentionRule rule = parse(definition);
        return change(
                () -> {
                    if (find(rule.name()).isPresent()) {
                        throw new ChangeRefusedException(
                                Reason.CONFLICT, "there is a rule of the name '" + rule.name() + "' already");
                    }
                    if (all().size() >= MOST) {
                        throw new ChangeRefusedException(
                                Reason.CONFLICT, "there are " + MOST + " rules, the most there can be");
                    }
                    stored.put(rule);
                    return known(rule, Map.of());
                },
                done);
    }

    /** @param unchanged whether the rule is what the change was decided on */
    public KnownRule replace(
            String name, RuleDefinition definition, Predicate<KnownRule> unchanged, Consumer<KnownRule> done) {
        RetentionRule rule = parse(definition);
        if (!rule.name().equals(name)) {
            throw new ChangeRefusedException(Reason.INVALID, "the property 'name' must be '" + name + "'");
        }
        return change(
                () -> {
                    require(name, unchanged);
                    stored.put(rule);
                    return known(rule, Map.of());
                },
                done);
    }

    public void delete(String name, Predicate<KnownRule> unchanged, Consumer<KnownRule> done) {
        change(
                () -> {
                    KnownRule rule = require(name, unchanged);
                    stored.delete(name);
                    return rule;
                },
                done);
    }

    private KnownRule change(Supplier<KnownRule> change, Consumer<KnownRule> done) {
        return database.write(() -> {
            database.lock("retention rules");
            KnownRule rule = change.get();
            done.accept(rule);
            return rule;
        });
    }

    private KnownRule require(String name, Predicate<KnownRule> unchanged) {
        KnownRule rule = find(name)
                .orElseThrow(() -> new ChangeRefusedException(Reason.MISSING, "there is no rule of this name"));
        if (rule.isDeclared()) {
            throw new ChangeRefusedException(
                    Reason.CONFLICT, "the rule '" + name + "' is not in the database: change the configuration");
        }
        if (!unchanged.test(rule)) {
            throw new ChangeRefusedException(Reason.STALE, "the rule was changed since it was read: read it again");
        }
        return rule;
    }

    private static RetentionRule parse(RuleDefinition definition) {
        try {
            return definition.parse();
        } catch (InvalidRuleException e) {
            throw new ChangeRefusedException(Reason.INVALID, String.valueOf(e.getMessage()));
        }
    }
}
