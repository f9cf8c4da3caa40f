package io.staithe.blobstore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes the bytes of one key, from front to back. Used by one thread at a time.
 *
 * <p>It ends by exactly one of {@link #suspend()}, {@link #commit()} or, if neither was called, by {@link #close()},
 * which leaves what an earlier {@link #suspend()} kept: a writer that fails half-way takes nothing away from the state it
 * began with.
 */
public interface BlobWriter extends Closeable {

    /** Appends all remaining bytes of the buffer. */
    void write(ByteBuffer bytes) throws IOException;

    /** The bytes written so far, those of earlier writers of this key included. */
    long size();

    /** Makes all bytes so far survive this process and the machine's power, unread, for another writer to go on. */
    WriteState suspend() throws IOException;

    /** Makes all bytes durable and readable. Nothing is copied. */
    void commit() throws IOException;

    /** Lets go of the writer and of the bytes since the last suspend or commit. */
    @Override
    void close() throws IOException;
}
