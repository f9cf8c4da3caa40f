package io.staithe.durability;

import io.staithe.blobstore.BlobContent;
import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A store each of whose calls is a step that may fail. */
final class FaultyBlobStore implements BlobStore {

    private final BlobStore store;
    private final Faults faults;

    FaultyBlobStore(BlobStore store, Faults faults) {
        this.store = store;
        this.faults = faults;
    }

    @Override
    public BlobWriter create(StorageKey key) throws IOException {
        return new FaultyWriter(step("create", () -> store.create(key)));
    }

    @Override
    public BlobWriter resume(StorageKey key, WriteState state) throws IOException {
        return new FaultyWriter(step("resume", () -> store.resume(key, state)));
    }

    @Override
    public BlobContent open(StorageKey key) throws IOException {
        return step("open", () -> store.open(key));
    }

    @Override
    public BlobContent open(StorageKey key, long size) throws IOException {
        return step("open", () -> store.open(key, size));
    }

    @Override
    public Map<StorageKey, IOException> delete(Collection<StorageKey> keys) {
        try {
            return keys.isEmpty() ? Map.of() : step("delete", () -> store.delete(keys));
        } catch (IOException e) {
            return keys.stream().collect(Collectors.toMap(Function.identity(), key -> e));
        }
    }

    @Override
    public void discard(StorageKey key, @Nullable WriteState state) throws IOException {
        run("discard", () -> store.discard(key, state));
    }

    @Override
    public void forEach(Instant olderThan, Visitor visitor) throws IOException {
        run("forEach", () -> store.forEach(olderThan, visitor));
    }

    @Override
    public void probe() throws IOException {
        store.probe();
    }

    private <T> T step(String name, Faults.Step<T, IOException> step) throws IOException {
        return faults.step("store " + name, IOException::new, step);
    }

    private void run(String name, Action action) throws IOException {
        boolean _ = step(name, () -> {
            action.run();
            return true;
        });
    }

    /** A call without a result. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    /** A writer each of whose calls is a step that may fail. */
    private final class FaultyWriter implements BlobWriter {

        private final BlobWriter writer;

        FaultyWriter(BlobWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            run("write", () -> writer.write(bytes));
        }

        @Override
        public long size() {
            return writer.size();
        }

        @Override
        public WriteState suspend() throws IOException {
            return step("suspend", writer::suspend);
        }

        @Override
        public Committed commit() throws IOException {
            return step("commit", writer::commit);
        }

        @Override
        public void revoke() throws IOException {
            writer.revoke();
        }

        @Override
        public void close() throws IOException {
            run("close", writer::close);
        }
    }
}
