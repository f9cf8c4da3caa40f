package io.staithe.blobstore.s3;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.blobstore.BackEnd;
import io.staithe.settings.InvalidSettingException;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "staithe.storage.type", havingValue = "s3")
class S3StoreConfiguration {

    @Bean
    BackEnd s3BackEnd(S3Properties properties, Clock clock, RandomGenerator random, MeterRegistry meters) {
        BufferMemory memory = new BufferMemory(properties.bufferMemory().toBytes());
        measure(memory, meters);
        S3BlobStore store = store(properties, memory, random);
        try {
            new S3StartCheck(store.bucket(), store.uploads(), properties, clock, random).run();
        } catch (InvalidSettingException e) {
            store.close();
            throw e;
        }
        return new BackEnd(store, new S3Mark(store.bucket(), properties), store::close);
    }

    private static void measure(BufferMemory memory, MeterRegistry meters) {
        Gauge.builder("staithe.storage.s3.buffer.used", memory, BufferMemory::used)
                .description("Memory that uploads gather parts in")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("staithe.storage.s3.buffer.peak", memory, BufferMemory::peak)
                .description("The most of it that was ever in use")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("staithe.storage.s3.buffer.waiting", memory, BufferMemory::waiting)
                .description("Uploads that wait for it")
                .register(meters);
    }

    static S3BlobStore store(S3Properties properties, BufferMemory memory, RandomGenerator random) {
        S3Clients clients = new S3Clients(properties);
        S3Writing writing = new S3Writing(
                new S3Bucket(clients.client(), properties),
                new MultipartUploads(clients.client(), properties),
                memory,
                PartSizes.within(properties.partSize().toBytes(), memory.mostAtOnce()),
                properties.maxConcurrentParts(),
                properties.slowRate().toBytes(),
                random);
        return new S3BlobStore(clients, writing, links(clients.presigner(), properties));
    }

    private static @Nullable S3Links links(@Nullable S3Presigner presigner, S3Properties properties) {
        return presigner == null
                ? null
                : new S3Links(presigner, properties.requiredBucket(), properties.redirectExpiry());
    }
}
