package io.staithe.blobstore.s3;

import io.staithe.testing.S3Server;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Makes stores as the registry does, without the registry. */
final class S3Stores {

    private S3Stores() {}

    static S3Properties properties(S3Server server, String prefix, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "endpoint", server.endpoint(),
                "path-style", "true",
                "bucket", server.bucket(),
                "prefix", prefix,
                "access-key-id", server.accessKeyId(),
                "secret-access-key", server.secretAccessKey()));
        all.putAll(settings);
        Map<String, String> named = all.entrySet().stream()
                .collect(Collectors.toMap(entry -> S3Properties.NAME + entry.getKey(), Map.Entry::getValue));
        return new Binder(new MapConfigurationPropertySource(named))
                .bindOrCreate("staithe.storage.s3", S3Properties.class);
    }

    static S3BlobStore of(S3Server server, String prefix, Map<String, String> settings) {
        S3Properties properties = properties(server, prefix, settings);
        return S3StoreConfiguration.store(
                properties, new BufferMemory(properties.bufferMemory().toBytes()), new SplittableRandom());
    }
}
