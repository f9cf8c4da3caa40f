package io.staithe.blobstore.filesystem;

import io.staithe.blobstore.BackEnd;
import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.StorageProperties;
import io.staithe.settings.DataProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "staithe.storage.type", havingValue = "filesystem", matchIfMissing = true)
class FilesystemConfiguration {

    @Bean
    BackEnd filesystemBackEnd(
            StorageProperties properties, DataProperties data, Environment environment, RandomGenerator random)
            throws IOException {
        Path root =
                data.prepare(FilesystemMark.PROPERTY, properties.filesystem().root());
        BlobStore store =
                new FilesystemBlobStore(root, Durability.KERNEL, isShared(environment) ? newName(random) : "");
        return new BackEnd(store, new FilesystemMark(root, Durability.KERNEL));
    }

    /** SQLite's file belongs to one process; nodes that share another database may share the folder too. */
    private static boolean isShared(Environment environment) {
        return environment.getProperty("spring.datasource.url", "").startsWith("jdbc:postgresql:");
    }

    private static String newName(RandomGenerator random) {
        return "%016x".formatted(random.nextLong());
    }
}
