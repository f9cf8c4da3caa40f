package io.staithe.blobstore;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Bytes under keys. Every method may be called by many threads at once, for different keys.
 *
 * <p>Every method throws {@link StorageFullException} if there is no room, {@link NoPermissionException} if the store is there
 * and refuses this process, and another {@link IOException} if the store cannot be reached, read or written; {@link BytesLostException} only says that a store which can be reached does not
 * have the bytes.
 */
public interface BlobStore {

    /**
     * Begins to write under a key of an upload whose bytes no row refers to. What earlier writers of the key left,
     * suspended or committed but never recorded, is no part of what is written now; it stays, at most, until
     * {@link #discard}.
     */
    BlobWriter create(StorageKey key) throws IOException;

    /**
     * Goes on after {@link BlobWriter#suspend()}. Bytes that were written after that suspend are dropped.
     *
     * @throws BytesLostException if the store no longer holds the bytes of that state; a store on another machine may
     *     find that out only when the writer needs them
     */
    BlobWriter resume(StorageKey key, WriteState state) throws IOException;

    /**
     * Opens committed bytes. Nobody opens others: what would be read is not defined.
     *
     * @throws BytesLostException if nothing lies under the key
     */
    BlobContent open(StorageKey key) throws IOException;

    /**
     * Opens committed bytes whose number the caller knows, which spares a store on another machine a call.
     *
     * @param size in bytes
     * @throws BytesLostException if fewer bytes lie under the key, and in most stores if more do; a store on another
     *     machine may find that out only when they are read
     */
    BlobContent open(StorageKey key, long size) throws IOException;

    /** Whether committed bytes lie under the key, however many. */
    default boolean has(StorageKey key) throws IOException {
        try {
            BlobContent _ = open(key);
            return true;
        } catch (BytesLostException e) {
            return false;
        }
    }

    /**
     * The SHA-256 that the store itself made of all bytes under a key when they were written. It says what was written and not
     * that it is still there: that is for the store to watch over.
     *
     * @return in hexadecimal digits; empty if the store has none
     * @throws BytesLostException if nothing of this size lies under the key
     */
    default Optional<String> recordedSha256(StorageKey key, long size) throws IOException {
        return Optional.empty();
    }

    /**
     * Removes committed bytes, durably: the row that knows of them may go then. Succeeds where there are none.
     *
     * @return the keys whose bytes could not be removed, and why
     */
    Map<StorageKey, IOException> delete(Collection<StorageKey> keys);

    /** How many keys {@link #delete} is best given at once: one call should take seconds at most. */
    default int deletesAtOnce() {
        return 50;
    }

    /** Removes committed bytes. Succeeds if there are none. */
    default void delete(StorageKey key) throws IOException {
        IOException failure = delete(List.of(key)).get(key);
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Removes, durably, all that writers of an upload's key left, if no row refers to bytes that any of them committed. Succeeds
     * if they left nothing. It costs more than a delete, since what they left has to be looked for.
     *
     * @param state the last that was recorded; null if none was
     */
    void discard(StorageKey key, @Nullable WriteState state) throws IOException;

    /**
     * Visits each key whose bytes were last written before an instant, in no order. What is written meanwhile may be
     * missed; what is visited was there. Only for the storage sweep: it may take hours.
     */
    void forEach(Instant olderThan, Visitor visitor) throws IOException;

    /**
     * Takes away what writers that never ended left and nobody can read, if it was begun before an instant: where the
     * parts of a write are no bytes under a key yet, {@link #forEach} does not see them.
     *
     * @param unneeded says of some keys which nobody will go on with
     * @return how many writes it took away
     */
    default long removeUnfinished(Instant olderThan, UnaryOperator<Set<StorageKey>> unneeded) throws IOException {
        return 0;
    }

    /** Uses the store in a way that shows whether it can be used now. Cheap enough for a health check. */
    void probe() throws IOException;

    /** Receives the keys of {@link #forEach}. */
    @FunctionalInterface
    interface Visitor {
        void visit(StorageKey key, long size) throws IOException;
    }
}
