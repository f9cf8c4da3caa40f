package io.staithe.retention;

import io.staithe.metadata.Edges;
import io.staithe.metadata.Inventory;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import java.time.Instant;
import java.util.List;

/** Says what retention would do, and why. Thread-safe. */
public final class RetentionPlans {

    private final Repositories repositories;
    private final Inventory inventory;
    private final Edges edges;
    private final RetentionRules rules;
    private final RuleAges ages;
    private final int maxShare;
    private final PlanLimits limits;

    RetentionPlans(
            Repositories repositories,
            Inventory inventory,
            Edges edges,
            RetentionRules rules,
            RuleAges ages,
            int maxShare,
            PlanLimits limits) {
        this.repositories = repositories;
        this.inventory = inventory;
        this.edges = edges;
        this.rules = rules;
        this.ages = ages;
        this.maxShare = maxShare;
        this.limits = limits;
    }

    /**
     * Tries the rules without doing anything.
     *
     * @param all whether also what stays is listed
     * @param after tags, and after them digests, up to and including this one are left out; empty for the first page
     * @throws RegistryException {@code NAME_UNKNOWN} if there is no such repository
     * @throws PlanRefusedException if it would take too long, or too many are asked for at once
     */
    public RetentionPlan plan(RepositoryName name, boolean all, String after, int limit) {
        return limits.within(() -> planned(name, all, after, limit));
    }

    private RetentionPlan planned(RepositoryName name, boolean all, String after, int limit) {
        RepositoryId repository = repositories.require(name);
        List<RetentionRule> everyRule = rules.all();
        List<RetentionRule> about =
                everyRule.stream().filter(rule -> rule.isAbout(name)).toList();
        Instant now = inventory.now();
        DryRun run = new DryRun(
                inventory, edges, repository, about, now, new DryRun.Time(limits.timeFor(name), limits.halfTime()));
        return run.plan(name, all, after, limit, new DryRun.Ages(ages.removeFrom(everyRule), now, maxShare));
    }
}
