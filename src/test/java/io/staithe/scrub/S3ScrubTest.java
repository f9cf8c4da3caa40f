package io.staithe.scrub;

import io.staithe.blobstore.StorageKey;
import io.staithe.testing.S3Server;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3ScrubTest extends ScrubContract {

    private final S3Client s3 = S3Server.shared().client();
    private final String bucket = S3Server.shared().bucket();
    private final String prefix;

    S3ScrubTest(@TempDir Path data) {
        super(TestRegistry.start(
                data,
                settings(Stream.concat(
                                S3Server.shared().settings(data).stream(),
                                Stream.of("staithe.scrub.trust-store-checksums=true"))
                        .toArray(String[]::new))));
        this.prefix = S3Server.shared().settings(data).stream()
                .filter(setting -> setting.contains("prefix="))
                .map(setting -> setting.substring(setting.indexOf('=') + 1))
                .findFirst()
                .orElseThrow();
    }

    @Override
    byte[] read(StorageKey key) {
        return s3.getObjectAsBytes(request -> request.bucket(bucket).key(prefix + key.value()))
                .asByteArray();
    }

    @Override
    void write(StorageKey key, byte[] content) {
        s3.putObject(request -> request.bucket(bucket).key(prefix + key.value()), RequestBody.fromBytes(content));
    }

    @Override
    void remove(StorageKey key) {
        s3.deleteObject(request -> request.bucket(bucket).key(prefix + key.value()));
    }

    @AfterAll
    void closeClient() {
        s3.close();
    }
}
