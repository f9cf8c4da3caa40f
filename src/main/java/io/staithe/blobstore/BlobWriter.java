package io.staithe.blobstore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes the bytes of one key, from front to back. Used by one thread at a time.
 *
 * <p>It ends by exactly one of {@link #suspend()}, {@link #commit()} or, if neither was called, by {@link #close()},
 * which leaves what an earlier {@link #suspend()} kept: a writer that fails half-way takes nothing away from the state it
 * began with.
 */
public interface BlobWriter extends Closeable {

    /**
     * Says how many bytes will be written, so that no more memory than that is set aside. Only a hint.
     *
     * @param length in bytes; -1 if it is not known
     */
    default void expect(long length) {}

    /**
     * Appends all remaining bytes of the buffer. Waits for as long as the store has no memory for them.
     *
     * @throws SlowWriterException if others wait for memory that this writer holds and hardly uses
     */
    void write(ByteBuffer bytes) throws IOException;

    /** The bytes written so far, those of earlier writers of this key included. */
    long size();

    /** Makes all bytes so far survive this process and the machine's power, unread, for another writer to go on. */
    WriteState suspend() throws IOException;

    /** Makes all bytes durable and readable. Nothing is copied. */
    Committed commit() throws IOException;

    /**
     * Where committed bytes lie.
     *
     * @param key to open them by; not always that of the upload, since two nodes may write to one upload at once and must
     *     not meet
     * @param certain false if only their number is known to be right: the caller reads them and compares the digest
     * @param superfluous keys of bytes that nobody needs once the commit is recorded
     */
    record Committed(StorageKey key, boolean certain, List<StorageKey> superfluous) {}

    /**
     * Takes back what the last suspend or commit kept, since it could not be recorded: another writer of the key was faster.
     * What could be the other one's too stays, at most until {@link BlobStore#discard}.
     */
    void revoke() throws IOException;

    /** Lets go of the writer and of the bytes since the last suspend or commit. */
    @Override
    void close() throws IOException;
}
