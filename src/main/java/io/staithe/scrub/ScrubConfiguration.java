package io.staithe.scrub;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.audit.AuditTrail;
import io.staithe.blobstore.BlobStore;
import io.staithe.database.Database;
import io.staithe.gc.BackgroundTask;
import io.staithe.gc.BackgroundTasks;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.Quarantine;
import io.staithe.metadata.StoredContent;
import io.staithe.metadata.Verifications;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ScrubConfiguration {

    @Bean
    ScrubMeters scrubMeters(
            Quarantine quarantine, Verifications verifications, ScrubProperties properties, MeterRegistry meters) {
        return new ScrubMeters(quarantine, verifications, properties.period(), meters);
    }

    @Bean
    SecondStore secondStore(
            ScrubProperties properties,
            BlobStore store,
            Database database,
            Quarantine quarantine,
            Garbage garbage,
            RandomGenerator random) {
        return new SecondStore(properties.secondStore(), store, database, quarantine, garbage, random);
    }

    @Bean
    Looks looks(
            Database database,
            Verifications verifications,
            StoredContent content,
            BlobStore store,
            Quarantine quarantine,
            SecondStore secondStore,
            AuditTrail trail,
            ScrubProperties properties,
            ScrubMeters meters) {
        StoreDoubts doubts = new StoreDoubts(content, store);
        Quarantining quarantining = new Quarantining(database, quarantine, doubts, secondStore, trail, meters);
        ByteCheck check = new ByteCheck(store, properties.trustStoreChecksums());
        return new Looks(database, verifications, content, check, doubts, quarantining, meters);
    }

    @Bean
    BackgroundTask scheduledScrub(
            Database database,
            Verifications verifications,
            StoredContent content,
            Looks looks,
            ScrubProperties properties,
            ScrubMeters meters) {
        return new ScheduledScrub(
                database,
                verifications,
                content,
                looks,
                properties.period(),
                properties.bytesPerSecond().toBytes(),
                meters);
    }

    @Bean
    BackgroundTask askedVerifications(Database database, Verifications verifications, Looks looks, ScrubMeters meters) {
        return new AskedVerifications(database, verifications, looks, meters);
    }

    @Bean
    VerificationControl verificationControl(
            Database database,
            Verifications verifications,
            StoredContent content,
            Quarantine quarantine,
            BackgroundTasks tasks) {
        return new VerificationControl(database, verifications, content, quarantine, tasks);
    }
}
