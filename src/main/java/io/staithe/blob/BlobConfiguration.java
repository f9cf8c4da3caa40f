package io.staithe.blob;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.audit.AuditTrail;
import io.staithe.blobstore.BlobStore;
import io.staithe.database.Database;
import io.staithe.metadata.Blobs;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.Quarantine;
import io.staithe.metadata.QuotaLedger;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Reviews;
import io.staithe.metadata.Uploads;
import io.staithe.metadata.Verifications;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BlobConfiguration {

    @Bean
    BlobUploads blobUploads(
            BlobStore store,
            Database database,
            Repositories repositories,
            Uploads uploads,
            Blobs blobs,
            Reviews reviews,
            Garbage garbage,
            QuotaLedger quotas,
            Quarantine quarantine,
            AuditTrail trail,
            MeterRegistry meters,
            UploadProperties properties,
            RandomGenerator random) {
        PushedAgain pushedAgain = new PushedAgain(blobs, quarantine, garbage, trail, meters);
        UploadSessions sessions = new UploadSessions(
                database,
                repositories,
                uploads,
                blobs,
                reviews,
                garbage,
                quotas,
                pushedAgain,
                properties.expiry(),
                random);
        UploadBytes bytes = new UploadBytes(
                store,
                sessions,
                new EarlierBytes(store, blobs),
                new BodyTransfer(UploadBuffers.of(properties)),
                new RunningHashes(properties.expiry()));
        return new BlobUploads(sessions, bytes);
    }

    @Bean
    BlobPulls blobPulls(
            Database database,
            Repositories repositories,
            Blobs blobs,
            Reviews reviews,
            Verifications verifications,
            BlobStore store) {
        return new BlobPulls(database, repositories, blobs, reviews, verifications, store);
    }

    @Bean
    BlobLinks blobLinks(Database database, Repositories repositories, Blobs blobs, Reviews reviews, Garbage garbage) {
        return new BlobLinks(database, repositories, blobs, reviews, garbage);
    }
}
