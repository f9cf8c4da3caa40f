package io.staithe.metadata;

import io.staithe.database.Database;
import java.time.Clock;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What keeps rows in memory is told of changes by triggers, so the tables have to be there before it. */
@Configuration(proxyBeanMethods = false)
class MetadataConfiguration {

    @Bean
    @DependsOnDatabaseInitialization
    Repositories repositories(Database database, QuotaLedger ledger, MetadataProperties properties) {
        return new Repositories(database, ledger, properties.cachedRows());
    }

    @Bean
    @DependsOnDatabaseInitialization
    StoredBlobs storedBlobs(
            Database database, Repositories repositories, GcProperties gc, Clock clock, MetadataProperties properties) {
        int rows = properties.cachedRows();
        RemainingGrace graces = new RemainingGrace(database, Reviews.Kind.BLOB, gc.grace(), clock, rows);
        return new StoredBlobs(database, repositories, graces, rows);
    }

    @Bean
    Blobs blobs(Database database, StoredBlobs stored, QuotaLedger ledger) {
        return new Blobs(database, stored, ledger);
    }

    @Bean
    Uploads uploads(Database database, QuotaLedger ledger) {
        return new Uploads(database, ledger);
    }

    @Bean
    @DependsOnDatabaseInitialization
    ManifestHeads manifestHeads(
            Database database, Repositories repositories, GcProperties gc, Clock clock, MetadataProperties properties) {
        int rows = properties.cachedRows();
        RemainingGrace graces = new RemainingGrace(database, Reviews.Kind.MANIFEST, gc.grace(), clock, rows);
        return new ManifestHeads(database, repositories, graces, rows);
    }

    @Bean
    Manifests manifests(Database database, ManifestHeads heads, QuotaLedger ledger) {
        return new Manifests(database, heads, ledger);
    }

    @Bean
    RepositoryContent repositoryContent(Database database) {
        return new RepositoryContent(database);
    }

    @Bean
    StoredReferrers storedReferrers(Database database) {
        return new StoredReferrers(database);
    }

    @Bean
    TagHistory tagHistory(Database database) {
        return new TagHistory(database);
    }

    @Bean
    @DependsOnDatabaseInitialization
    Tags tags(
            Database database,
            Repositories repositories,
            ManifestHeads heads,
            TagHistory history,
            QuotaLedger ledger,
            MetadataProperties properties) {
        return new Tags(database, repositories, heads, history, ledger, properties.cachedRows());
    }

    @Bean
    Trash trash(Database database, QuotaLedger ledger, TrashProperties properties) {
        return new Trash(database, ledger, properties.keep());
    }

    @Bean
    Reviews reviews(Database database, GcProperties gc) {
        return new Reviews(database, gc.grace());
    }

    @Bean
    Leases leases(Database database) {
        return new Leases(database);
    }

    @Bean
    Edges edges(Database database) {
        return new Edges(database);
    }

    @Bean
    PlannedCollection plannedCollection(Database database) {
        return new PlannedCollection(database);
    }

    @Bean
    LastPulls lastPulls(Database database) {
        return new LastPulls(database);
    }

    @Bean
    Pins pins(Database database) {
        return new Pins(database);
    }

    @Bean
    Inventory inventory(Database database) {
        return new Inventory(database);
    }

    @Bean
    TaskStates taskStates(Database database) {
        return new TaskStates(database);
    }

    @Bean
    StoredKeys storedKeys(Database database) {
        return new StoredKeys(database);
    }

    @Bean
    StoreIdentities storeIdentities(Database database) {
        return new StoreIdentities(database);
    }

    @Bean
    Quarantine quarantine(Database database, Garbage garbage, QuarantineProperties properties) {
        return new Quarantine(database, garbage, properties.keep());
    }

    @Bean
    StoredContent storedContent(Database database) {
        return new StoredContent(database);
    }

    @Bean
    Verifications verifications(Database database) {
        return new Verifications(database);
    }

    @Bean
    Garbage garbage(Database database, GcProperties gc) {
        return new Garbage(database, gc.deleteDelay());
    }

    @Bean
    QuotaAccounts quotaAccounts(Database database) {
        return new QuotaAccounts(database);
    }

    @Bean
    Reclaimable reclaimable(Database database) {
        return new Reclaimable(database);
    }

    @Bean
    QuotaLedger quotaLedger(Database database, QuotaRules rules, QuotaAccounts accounts) {
        return new QuotaLedger(database, rules, accounts);
    }

    @Bean
    QuotaCounts quotaCounts(Database database, Repositories repositories, QuotaAccounts accounts, QuotaRules rules) {
        return new QuotaCounts(database, repositories, accounts, rules);
    }
}
