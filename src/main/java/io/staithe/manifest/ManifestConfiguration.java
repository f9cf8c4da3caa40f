package io.staithe.manifest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.staithe.database.Database;
import io.staithe.metadata.GcProperties;
import io.staithe.metadata.Inventory;
import io.staithe.metadata.LastPulls;
import io.staithe.metadata.Manifests;
import io.staithe.metadata.Pins;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.RepositoryContent;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.StoredReferrers;
import io.staithe.metadata.TagHistory;
import io.staithe.metadata.Tags;
import io.staithe.metadata.Trash;
import io.staithe.oci.Digest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ManifestConfiguration {

    @Bean
    ManifestPushes manifestPushes(
            Database database,
            Repositories repositories,
            Manifests manifests,
            RepositoryContent content,
            Tags tags,
            Reviews reviews,
            ManifestProperties properties,
            TagProperties tagProperties) {
        ManifestReferences references = new ManifestReferences(content, properties.sparse());
        ImmutableTags immutable = ImmutableTags.of(tagProperties.immutable());
        return new ManifestPushes(database, repositories, manifests, tags, reviews, references, immutable);
    }

    @Bean
    ManifestGrace manifestGrace(
            Database database, Reviews reviews, Inventory inventory, LastPulls pulls, GcProperties gc) {
        return new ManifestGrace(database, reviews, inventory, pulls, gc.grace());
    }

    @Bean
    ManifestPulls manifestPulls(
            Repositories repositories,
            Manifests manifests,
            Tags tags,
            ManifestGrace grace,
            RecentPulls recent,
            ManifestProperties properties,
            MeterRegistry meters) {
        Cache<Digest, byte[]> contents = Caffeine.newBuilder()
                .maximumWeight(properties.cacheSize().toBytes())
                .weigher((Digest digest, byte[] content) -> content.length)
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(meters, contents, "manifests");
        return new ManifestPulls(repositories, manifests, tags, grace, contents, recent);
    }

    @Bean
    RecentPulls recentPulls(Database database, LastPulls pulls, PullProperties properties, MeterRegistry meters) {
        RecentPulls recent = new RecentPulls(database, pulls, properties.mostWaiting(), meters);
        recent.start(properties.interval());
        return recent;
    }

    @Bean
    ManifestDeletions manifestDeletions(
            Database database,
            Repositories repositories,
            Manifests manifests,
            Tags tags,
            Reviews reviews,
            Trash trash,
            Pins pins) {
        return new ManifestDeletions(database, repositories, manifests, tags, reviews, trash, pins);
    }

    @Bean
    Restores restores(
            Database database,
            Repositories repositories,
            Manifests manifests,
            RepositoryContent content,
            Tags tags,
            TagHistory history,
            Trash trash,
            Reviews reviews,
            LastPulls pulls) {
        return new Restores(database, repositories, manifests, content, tags, history, trash, reviews, pulls);
    }

    @Bean
    Listings listings(Repositories repositories, Tags tags, ListingProperties properties) {
        return new Listings(repositories, tags, properties);
    }

    @Bean
    Referrers referrers(StoredReferrers stored, ListingProperties properties) {
        return new Referrers(stored, properties);
    }
}
