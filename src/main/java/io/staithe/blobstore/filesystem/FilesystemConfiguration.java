package io.staithe.blobstore.filesystem;

import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.StorageProperties;
import io.staithe.settings.DataProperties;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "staithe.storage.type", havingValue = "filesystem", matchIfMissing = true)
class FilesystemConfiguration {

    @Bean
    BlobStore filesystemBlobStore(StorageProperties properties, DataProperties data) throws IOException {
        Path root = properties.filesystem().root();
        return new FilesystemBlobStore(data.prepare("staithe.storage.filesystem.root", root));
    }
}
