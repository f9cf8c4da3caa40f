package io.staithe.blobstore.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.StoreMark;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An object in the bucket, below the prefix. */
final class S3Mark implements StoreMark {

    private static final StorageKey KEY = new StorageKey(NAME);

    private final S3Bucket bucket;
    private final S3Properties properties;

    S3Mark(S3Bucket bucket, S3Properties properties) {
        this.bucket = bucket;
        this.properties = properties;
    }

    @Override
    public Optional<String> read() throws IOException {
        try {
            return StoreMark.identity(new String(bucket.get(KEY), ISO_8859_1));
        } catch (BytesLostException e) {
            return Optional.empty();
        }
    }

    @Override
    public void write(String identity) throws IOException {
        byte[] content = (identity + "\n").getBytes(ISO_8859_1);
        bucket.put(KEY, new Bytes(List.of(content), content.length));
    }

    @Override
    public String place() {
        return "s3://" + properties.requiredBucket() + "/" + bucket.name(KEY);
    }

    @Override
    public Setting setting() {
        return new Setting(S3Properties.NAME + "bucket", properties.requiredBucket());
    }

    /** A bucket does not become another one while the process runs, unless somebody makes it anew. */
    @Override
    public Duration trust() {
        return Duration.ofMinutes(10);
    }
}
