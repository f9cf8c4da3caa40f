package io.staithe.gc;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.blobstore.BlobStore;
import io.staithe.database.Database;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.GcProperties;
import io.staithe.metadata.Leases;
import io.staithe.metadata.Uploads;
import java.util.List;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class GcConfiguration {

    @Bean
    BackgroundTasks backgroundTasks(
            Database database,
            Uploads uploads,
            Garbage garbage,
            BlobStore store,
            Leases leases,
            RandomGenerator random,
            GcProperties gc,
            MeterRegistry meters) {
        List<BackgroundTask> tasks =
                List.of(new UploadExpiry(database, uploads, garbage), new GarbageSweeper(database, garbage, store));
        Gauge.builder("staithe.uploads", uploads, Uploads::count)
                .description("Upload sessions that are open")
                .register(meters);
        Gauge.builder("staithe.garbage", garbage, Garbage::count)
                .description("Keys whose bytes wait to be deleted")
                .register(meters);
        String node = Long.toHexString(random.nextLong());
        return new BackgroundTasks(
                tasks,
                task -> new TaskLease(database, leases, task.name(), node, gc.lease(), meters),
                () -> release(database, leases, node),
                gc.interval(),
                meters);
    }

    private static void release(Database database, Leases leases, String node) {
        if (database.isShared()) {
            database.write(() -> {
                leases.release(node);
                return null;
            });
        }
    }
}
