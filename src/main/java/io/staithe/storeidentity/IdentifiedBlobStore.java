package io.staithe.storeidentity;

import io.staithe.blobstore.BlobContent;
import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A store that is made sure of, once in a while before anything is written, deleted or listed, and whenever bytes are not
 * found: only of the right store that means that they are lost.
 */
final class IdentifiedBlobStore implements BlobStore {

    private final BlobStore store;
    private final StoreIdentity identity;

    IdentifiedBlobStore(BlobStore store, StoreIdentity identity) {
        this.store = store;
        this.identity = identity;
    }

    /** Something that may find bytes lost. */
    @FunctionalInterface
    interface Search<T> {
        T run() throws IOException;
    }

    /** Believes a loss only if this is the right store. */
    static <T> T found(StoreIdentity identity, Search<T> search) throws IOException {
        try {
            return search.run();
        } catch (BytesLostException lost) {
            try {
                identity.check();
            } catch (IOException e) {
                e.addSuppressed(lost);
                throw e;
            }
            throw lost;
        }
    }

    @Override
    public BlobWriter create(StorageKey key) throws IOException {
        identity.checkOnceInAWhile();
        return new IdentifiedWriter(store.create(key), identity);
    }

    @Override
    public BlobWriter resume(StorageKey key, WriteState state) throws IOException {
        identity.checkOnceInAWhile();
        return new IdentifiedWriter(found(identity, () -> store.resume(key, state)), identity);
    }

    @Override
    public BlobContent open(StorageKey key) throws IOException {
        return identified(found(identity, () -> store.open(key)));
    }

    @Override
    public BlobContent open(StorageKey key, long size) throws IOException {
        return identified(found(identity, () -> store.open(key, size)));
    }

    private BlobContent identified(BlobContent content) {
        return switch (content) {
            case BlobContent.LocalFile file -> file;
            case BlobContent.Remote remote -> new IdentifiedContent(remote, identity);
        };
    }

    @Override
    public Optional<String> recordedSha256(StorageKey key, long size) throws IOException {
        return found(identity, () -> store.recordedSha256(key, size));
    }

    /** Of another store, that nothing is there would be taken for a success. */
    @Override
    public Map<StorageKey, IOException> delete(Collection<StorageKey> keys) {
        try {
            identity.checkOnceInAWhile();
            return store.delete(keys);
        } catch (IOException e) {
            Map<StorageKey, IOException> failures = new HashMap<>();
            keys.forEach(key -> failures.put(key, e));
            return failures;
        }
    }

    @Override
    public int deletesAtOnce() {
        return store.deletesAtOnce();
    }

    @Override
    public void discard(StorageKey key, @Nullable WriteState state) throws IOException {
        identity.checkOnceInAWhile();
        store.discard(key, state);
    }

    @Override
    public void forEach(Instant olderThan, Visitor visitor) throws IOException {
        identity.check();
        store.forEach(olderThan, visitor);
    }

    @Override
    public long removeUnfinished(Instant olderThan, UnaryOperator<Set<StorageKey>> unneeded) throws IOException {
        identity.check();
        return store.removeUnfinished(olderThan, unneeded);
    }

    @Override
    public void probe() throws IOException {
        identity.check();
        store.probe();
    }
}
