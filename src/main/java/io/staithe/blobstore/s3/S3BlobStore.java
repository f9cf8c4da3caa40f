package io.staithe.blobstore.s3;

import io.staithe.blobstore.BlobContent;
import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import io.staithe.blobstore.s3.S3WriteState.Multipart;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An object or a multipart upload for each writer of a key, under a name that begins with the key. The name that was
 * committed is the key of the blob, so nothing is copied, and bytes of a writer that lost are never those of a blob.
 */
public final class S3BlobStore implements BlobStore, AutoCloseable {

    private final S3Clients clients;
    private final S3Writing writing;
    private final @Nullable S3Links links;

    /** @param links null if clients are not sent to the bucket */
    S3BlobStore(S3Clients clients, S3Writing writing, @Nullable S3Links links) {
        this.clients = clients;
        this.writing = writing;
        this.links = links;
    }

    @Override
    public BlobWriter create(StorageKey key) {
        return new S3BlobWriter(writing, key, S3WriteState.nothing());
    }

    @Override
    public BlobWriter resume(StorageKey key, WriteState state) {
        return new S3BlobWriter(writing, key, S3WriteState.of(state));
    }

    @Override
    public BlobContent open(StorageKey key) throws IOException {
        return open(key, bucket().size(key));
    }

    @Override
    public BlobContent open(StorageKey key, long size) {
        return new S3Content(bucket(), Optional.ofNullable(links), key, size);
    }

    @Override
    public Optional<String> recordedSha256(StorageKey key, long size) throws IOException {
        return bucket().recordedSha256(key, size);
    }

    @Override
    public Map<StorageKey, IOException> delete(Collection<StorageKey> keys) {
        return bucket().delete(keys);
    }

    /** What one request takes. */
    @Override
    public int deletesAtOnce() {
        return 1000;
    }

    @Override
    public void discard(StorageKey key, @Nullable WriteState state) throws IOException {
        Multipart recorded = S3WriteState.of(state).multipart();
        if (recorded != null) {
            uploads().abort(new StorageKey(recorded.key()), recorded.uploadId());
        }
        String beginning = bucket().name(key) + S3Writing.SEPARATOR;
        uploads().abortAll(beginning);
        List<StorageKey> objects = new ArrayList<>();
        bucket().forEach(beginning, Instant.MAX, (object, size) -> objects.add(object));
        for (IOException failure : bucket().delete(objects).values()) {
            throw failure;
        }
    }

    @Override
    public void forEach(Instant olderThan, Visitor visitor) throws IOException {
        bucket().forEach(bucket().prefix(), olderThan, visitor);
    }

    @Override
    public long removeUnfinished(Instant olderThan, UnaryOperator<Set<StorageKey>> unneeded) throws IOException {
        return uploads().abortOld(olderThan, unneeded);
    }

    @Override
    public void probe() throws IOException {
        bucket().head();
    }

    S3Bucket bucket() {
        return writing.bucket();
    }

    MultipartUploads uploads() {
        return writing.uploads();
    }

    @Override
    public void close() {
        clients.close();
    }
}
