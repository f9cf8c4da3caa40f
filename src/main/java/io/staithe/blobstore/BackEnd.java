package io.staithe.blobstore;

/**
 * A store, and what tells it from others.
 *
 * @param end lets go of what the store holds
 */
public record BackEnd(BlobStore store, StoreMark mark, Runnable end) implements AutoCloseable {

    /** Of a store that holds nothing. */
    public BackEnd(BlobStore store, StoreMark mark) {
        this(store, mark, () -> {});
    }

    @Override
    public void close() {
        end.run();
    }
}
