package io.staithe.blobstore;

import java.io.IOException;
import java.time.Instant;

/**
 * Bytes under keys. Every method may be called by many threads at once, for different keys.
 *
 * <p>Every method throws {@link StorageFullException} if there is no room, and another {@link IOException} if the store
 * cannot be reached, read or written; {@link BytesLostException} only says that a store which can be reached does not
 * have the bytes.
 */
public interface BlobStore {

    /** Begins to write under a key that was never committed. What an earlier, unsuspended writer left is dropped. */
    BlobWriter create(StorageKey key) throws IOException;

    /**
     * Goes on after {@link BlobWriter#suspend()}. Bytes that were written after that suspend are dropped.
     *
     * @throws BytesLostException if the store no longer holds the bytes of that state
     */
    BlobWriter resume(StorageKey key, WriteState state) throws IOException;

    /**
     * Opens committed bytes. Nobody opens others: what would be read is not defined.
     *
     * @throws BytesLostException if nothing lies under the key
     */
    BlobContent open(StorageKey key) throws IOException;

    /** Removes what lies under the key, finished or not. Succeeds if nothing does. */
    void delete(StorageKey key) throws IOException;

    /**
     * Visits each key whose bytes were last written before an instant, in no order. What is written meanwhile may be
     * missed; what is visited was there. Only for the storage sweep: it may take hours.
     */
    void forEach(Instant olderThan, Visitor visitor) throws IOException;

    /** Proves that bytes can be written, made durable, read and removed now. Cheap enough for a health check. */
    void probe() throws IOException;

    /** Receives the keys of {@link #forEach}. */
    @FunctionalInterface
    interface Visitor {
        void visit(StorageKey key, long size) throws IOException;
    }
}
