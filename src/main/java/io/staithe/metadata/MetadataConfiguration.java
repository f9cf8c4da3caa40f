package io.staithe.metadata;

import io.staithe.database.Database;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MetadataConfiguration {

    @Bean
    Repositories repositories(Database database) {
        return new Repositories(database);
    }

    @Bean
    Blobs blobs(Database database, GcProperties gc) {
        return new Blobs(database, gc.grace());
    }

    @Bean
    Uploads uploads(Database database) {
        return new Uploads(database);
    }

    @Bean
    Manifests manifests(Database database) {
        return new Manifests(database);
    }

    @Bean
    TagHistory tagHistory(Database database) {
        return new TagHistory(database);
    }

    @Bean
    Tags tags(Database database, TagHistory history) {
        return new Tags(database, history);
    }

    @Bean
    Trash trash(Database database, TrashProperties properties) {
        return new Trash(database, properties.keep());
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
    TaskStates taskStates(Database database) {
        return new TaskStates(database);
    }

    @Bean
    StoredKeys storedKeys(Database database) {
        return new StoredKeys(database);
    }

    @Bean
    Garbage garbage(Database database, GcProperties gc) {
        return new Garbage(database, gc.deleteDelay());
    }
}
