package io.staithe.gc;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.blobstore.BlobStore;
import io.staithe.database.Database;
import io.staithe.metadata.Blobs;
import io.staithe.metadata.Edges;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.GcProperties;
import io.staithe.metadata.Leases;
import io.staithe.metadata.Manifests;
import io.staithe.metadata.PlannedCollection;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.StoredKeys;
import io.staithe.metadata.Tags;
import io.staithe.metadata.TaskStates;
import io.staithe.metadata.Trash;
import io.staithe.metadata.Uploads;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class GcConfiguration {

    private static final TimeWindow ALWAYS = TimeWindow.parse("00:00-24:00").orElseThrow();

    @Bean
    Collector collector(
            Database database,
            Repositories repositories,
            Manifests manifests,
            Blobs blobs,
            Reviews reviews,
            Garbage garbage,
            Trash trash,
            CollectionProperties properties) {
        return new Collector(
                database, repositories, manifests, blobs, reviews, garbage, trash, properties.deletesUntagged());
    }

    @Bean
    BackgroundTask trashPurge(Database database, Trash trash, Blobs blobs, Garbage garbage, MeterRegistry meters) {
        Gauge.builder("staithe.trash", trash, Trash::count)
                .description("Deleted manifests that can be restored")
                .register(meters);
        return new TrashPurge(database, trash, blobs, garbage);
    }

    @Bean
    Explanations explanations(
            Repositories repositories,
            Manifests manifests,
            Blobs blobs,
            Tags tags,
            Trash trash,
            Edges edges,
            Reviews reviews,
            PlannedCollection planned,
            Garbage garbage,
            List<Explanations.Adviser> advisers,
            CollectionProperties properties) {
        return new Explanations(
                repositories,
                manifests,
                blobs,
                tags,
                trash,
                edges,
                reviews,
                planned,
                garbage,
                advisers,
                properties.deletesUntagged());
    }

    @Bean
    BackgroundTask uploadExpiry(Database database, Uploads uploads, Garbage garbage, MeterRegistry meters) {
        Gauge.builder("staithe.uploads", uploads, Uploads::count)
                .description("Upload sessions that are open")
                .register(meters);
        return new UploadExpiry(database, uploads, garbage);
    }

    /** A manifest may then name blobs that come later, which nothing connects with it. */
    @Bean
    @ConditionalOnBooleanProperty(name = "staithe.manifest.sparse", havingValue = false, matchIfMissing = true)
    BackgroundTask reviewCollection(
            Database database,
            Reviews reviews,
            Garbage garbage,
            Collector collector,
            CollectionProperties properties,
            MeterRegistry meters) {
        CollectionGauges.register(reviews, garbage, meters);
        return new ReviewCollection(database, reviews, collector, properties, meters);
    }

    @Bean
    BackgroundTask garbageSweeper(
            Database database,
            Garbage garbage,
            BlobStore store,
            CollectionProperties properties,
            MeterRegistry meters) {
        return new GarbageSweeper(
                database, garbage, store, properties.bytesPerSecond().toBytes(), meters);
    }

    @Bean
    BackgroundTask storageSweep(
            Database database,
            StoredKeys keys,
            Garbage garbage,
            BlobStore store,
            TaskStates states,
            CollectionProperties properties,
            MeterRegistry meters) {
        return new StorageSweep(database, keys, garbage, store, states, properties, meters);
    }

    @Bean
    TaskControl taskControl(Database database, TaskStates states, List<BackgroundTask> tasks) {
        return new TaskControl(
                database, states, tasks.stream().map(BackgroundTask::name).toList());
    }

    @Bean
    BackgroundTasks backgroundTasks(
            List<BackgroundTask> tasks,
            Database database,
            Leases leases,
            TaskStates states,
            RandomGenerator random,
            Clock clock,
            GcProperties gc,
            CollectionProperties properties,
            MeterRegistry meters) {
        String node = Long.toHexString(random.nextLong());
        TimeWindow window = properties.timeWindow();
        return new BackgroundTasks(
                tasks,
                task -> new TaskLease(database, leases, task.name(), node, gc.lease(), meters),
                task -> new TaskGate(states, task.name(), task.keepsToWindow() ? window : ALWAYS, clock, meters),
                () -> release(database, leases, node),
                gc.interval(),
                meters);
    }

    @Bean
    NodePresence nodePresence(
            Database database, Leases leases, RandomGenerator random, GcProperties gc, MeterRegistry meters) {
        return new NodePresence(database, leases, Long.toHexString(random.nextLong()), gc.lease(), meters);
    }

    private static void release(Database database, Leases leases, String node) {
        if (database.isShared()) {
            database.write(() -> leases.release(node));
        }
    }
}
