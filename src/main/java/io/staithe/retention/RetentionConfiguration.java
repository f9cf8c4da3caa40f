package io.staithe.retention;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.audit.AuditTrail;
import io.staithe.database.Database;
import io.staithe.gc.BackgroundTask;
import io.staithe.gc.CollectionProperties;
import io.staithe.gc.Explanations;
import io.staithe.gc.Pace;
import io.staithe.manifest.ManifestDeletions;
import io.staithe.metadata.Edges;
import io.staithe.metadata.Inventory;
import io.staithe.metadata.Manifests;
import io.staithe.metadata.Pins;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.Tags;
import io.staithe.metadata.TaskStates;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RetentionConfiguration {

    @Bean
    RuleAges ruleAges(Database database, RetentionProperties properties) {
        return new RuleAges(database, properties.firstRunDelay());
    }

    @Bean
    RetentionRules retentionRules(Database database, RuleAges ages, RetentionProperties properties) {
        return new RetentionRules(database, properties.declared(), new StoredRetentionRules(database), ages);
    }

    @Bean
    Holds holds(Database database, MeterRegistry meters) {
        Holds holds = new Holds(database);
        Gauge.builder("staithe.retention.waiting", holds, Holds::waiting)
                .description("Repositories in which retention waits for a confirmation")
                .register(meters);
        return holds;
    }

    @Bean
    Confirmations confirmations(Database database, Repositories repositories, Holds holds, AuditTrail trail) {
        return new Confirmations(database, repositories, holds, trail);
    }

    @Bean
    Pinning pinning(
            Database database,
            Repositories repositories,
            Manifests manifests,
            Tags tags,
            Pins pins,
            Reviews reviews,
            AuditTrail trail) {
        return new Pinning(database, repositories, manifests, tags, pins, reviews, trail);
    }

    @Bean
    PlanLimits planLimits(RetentionProperties properties) {
        return new PlanLimits(properties.planTime(), properties.plansAtOnce());
    }

    @Bean
    RetentionPlans retentionPlans(
            Repositories repositories,
            Inventory inventory,
            Edges edges,
            RetentionRules rules,
            RuleAges ages,
            RetentionProperties properties,
            PlanLimits limits) {
        return new RetentionPlans(repositories, inventory, edges, rules, ages, properties.maxShare(), limits);
    }

    @Bean
    Explanations.Adviser retentionAdvice(
            Inventory inventory, Pins pins, RetentionRules rules, RuleAges ages, PlanLimits limits) {
        return new RetentionAdvice(inventory, pins, rules, ages, limits);
    }

    @Bean
    Removals removals(
            Database database,
            Repositories repositories,
            Manifests manifests,
            Tags tags,
            Inventory inventory,
            Edges edges,
            ManifestDeletions deletions,
            AuditTrail trail) {
        return new Removals(database, repositories, manifests, tags, inventory, edges, deletions, trail);
    }

    @Bean
    BackgroundTask retentionTask(
            Database database,
            Repositories repositories,
            Inventory inventory,
            TaskStates states,
            RetentionRules rules,
            RuleAges ages,
            Holds holds,
            Removals removals,
            RetentionProperties properties,
            CollectionProperties collection,
            MeterRegistry meters) {
        RepositoryCleaning cleaning = new RepositoryCleaning(
                inventory,
                new RepositoryReader(inventory),
                holds,
                removals,
                new Pace(collection.rowsPerSecond()),
                properties.maxShare(),
                meters);
        return new RetentionTask(
                database, repositories, inventory, states, rules, ages, holds, cleaning, properties.interval());
    }
}
