package io.staithe.metadata;

import io.staithe.database.Database;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MetadataConfiguration {

    @Bean
    Repositories repositories(Database database, Clock clock) {
        return new Repositories(database, clock);
    }

    @Bean
    Blobs blobs(Database database, Clock clock) {
        return new Blobs(database, clock);
    }

    @Bean
    Uploads uploads(Database database) {
        return new Uploads(database);
    }

    @Bean
    Manifests manifests(Database database, Clock clock) {
        return new Manifests(database, clock);
    }

    @Bean
    Tags tags(Database database, Clock clock) {
        return new Tags(database, clock);
    }

    @Bean
    Reviews reviews(Database database, Clock clock, GcProperties gc) {
        return new Reviews(database, clock, gc.grace());
    }

    @Bean
    Garbage garbage(Database database, Clock clock, GcProperties gc) {
        return new Garbage(database, clock, gc.deleteDelay());
    }
}
