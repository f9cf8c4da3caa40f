package io.staithe.retention;

import io.staithe.database.Database;
import io.staithe.gc.BackgroundTask;
import io.staithe.metadata.Inventory;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.TaskStates;
import io.staithe.oci.RepositoryName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Applies the rules to all repositories, one after another, once in a while. One that is interrupted begins again. */
final class RetentionTask implements BackgroundTask {

    static final String NAME = "retention";

    private static final int PAGE = 1000;

    private final Database database;
    private final Repositories repositories;
    private final Inventory inventory;
    private final TaskStates states;
    private final RetentionRules rules;
    private final RuleAges ages;
    private final Holds holds;
    private final RepositoryCleaning cleaning;
    private final Duration interval;

    RetentionTask(
            Database database,
            Repositories repositories,
            Inventory inventory,
            TaskStates states,
            RetentionRules rules,
            RuleAges ages,
            Holds holds,
            RepositoryCleaning cleaning,
            Duration interval) {
        this.database = database;
        this.repositories = repositories;
        this.inventory = inventory;
        this.states = states;
        this.rules = rules;
        this.ages = ages;
        this.holds = holds;
        this.cleaning = cleaning;
        this.interval = interval;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean keepsToWindow() {
        return true;
    }

    @Override
    public void run(Steps steps) throws IOException {
        if (!states.isDue(NAME, interval)) {
            return;
        }
        List<RetentionRule> all = rules.all();
        ages.evaluated(all);
        forgetHolds(all);
        if (all.isEmpty() || applyEverywhere(all, steps)) {
            database.write(() -> states.finished(NAME));
        }
    }

    /** Those of repositories that no rule is about any more, or that are empty: no run comes to these. */
    private void forgetHolds(List<RetentionRule> all) {
        List<Hold> page = holds.page("", PAGE);
        while (!page.isEmpty()) {
            for (Hold hold : page) {
                boolean isForNoRule = about(all, hold.repository()).isEmpty();
                repositories
                        .find(hold.repository())
                        .filter(id -> isForNoRule || inventory.size(id).manifests() == 0)
                        .ifPresent(holds::remove);
            }
            page = holds.page(page.getLast().repository().value(), PAGE);
        }
    }

    private static List<RetentionRule> about(List<RetentionRule> all, RepositoryName name) {
        return all.stream().filter(rule -> rule.isAbout(name)).toList();
    }

    /**
     * The rules of one run.
     *
     * @param grown names of those that may remove something
     */
    private record RunRules(List<RetentionRule> rules, String fingerprint, Set<String> grown, Instant now) {}

    /** @return false if it may not go on, or somebody has changed the rules: the next run begins with the new ones */
    private boolean applyEverywhere(List<RetentionRule> all, Steps steps) throws IOException {
        Instant now = inventory.now();
        RunRules current = new RunRules(all, RuleAges.fingerprint(all), ages.grown(all, now), now);
        int failed = 0;
        List<RepositoryName> page = repositories.page("", PAGE);
        while (!page.isEmpty()) {
            for (RepositoryName name : page) {
                if (!steps.mayGoOn()) {
                    return false;
                }
                switch (apply(current, name, steps)) {
                    case DONE -> {}
                    case STOPPED -> {
                        return false;
                    }
                    case FAILED -> failed++;
                }
            }
            page = repositories.page(page.getLast().value(), PAGE);
        }
        if (failed > 0) {
            throw new IOException(
                    "something could not be removed from " + failed + " repositories, and is tried again");
        }
        return true;
    }

    private RepositoryCleaning.Outcome apply(RunRules current, RepositoryName name, Steps steps) {
        List<RetentionRule> about = about(current.rules(), name);
        Optional<RepositoryId> repository = repositories.find(name);
        boolean idle = about.stream().noneMatch(rule -> current.grown().contains(rule.name()));
        if (idle || repository.isEmpty()) {
            return RepositoryCleaning.Outcome.DONE;
        }
        if (!RuleAges.fingerprint(rules.all()).equals(current.fingerprint())) {
            return RepositoryCleaning.Outcome.STOPPED;
        }
        return cleaning.clean(
                new Removals.Order(name, repository.get(), new Evaluation(about, current.now()), current.grown()),
                RuleAges.fingerprint(about),
                steps);
    }
}
