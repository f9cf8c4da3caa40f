package io.staithe.blob;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.staithe.metadata.Uploads.Upload;
import io.staithe.oci.UploadId;
import java.time.Duration;
import java.util.Optional;

/**
 * The hash states of uploads between two requests. One that is gone, after a restart or on another node, costs reading
 * the bytes again. Thread-safe.
 */
final class RunningHashes {

    private static final int MOST = 10_000;

    private final Cache<UploadId, ContentHasher> hashes;

    RunningHashes(Duration expiry) {
        this.hashes =
                Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(expiry).build();
    }

    void keep(UploadId id, ContentHasher hasher) {
        hashes.put(id, hasher);
    }

    /** Takes the hash state out, if it is that of exactly the bytes which the session has. */
    Optional<ContentHasher> take(Upload upload) {
        if (upload.size() == 0) {
            return Optional.of(new ContentHasher(upload.algorithm()));
        }
        ContentHasher hasher = hashes.asMap().remove(upload.id());
        return Optional.ofNullable(hasher).filter(h -> h.size() == upload.size());
    }
}
