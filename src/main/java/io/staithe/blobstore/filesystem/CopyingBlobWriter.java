package io.staithe.blobstore.filesystem;

import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.WriteState;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Goes on where another node was, which may still be writing. So it takes a copy of what was recorded, and only if there is
 * anything to write.
 */
final class CopyingBlobWriter implements BlobWriter {

    private final WriteState state;
    private final Committed asItIs;
    private final Copy copy;
    private @Nullable BlobWriter own;

    /** @param asItIs the recorded bytes as a blob */
    CopyingBlobWriter(WriteState state, Committed asItIs, Copy copy) {
        this.state = state;
        this.asItIs = asItIs;
        this.copy = copy;
    }

    /** Makes a file of this node's own that begins with the recorded bytes. */
    @FunctionalInterface
    interface Copy {
        BlobWriter make() throws IOException;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if (bytes.hasRemaining()) {
            if (own == null) {
                own = copy.make();
            }
            own.write(bytes);
        }
    }

    @Override
    public long size() {
        return own == null ? state.size() : own.size();
    }

    @Override
    public WriteState suspend() throws IOException {
        return own == null ? state : own.suspend();
    }

    @Override
    public Committed commit() throws IOException {
        return own == null ? asItIs : own.commit();
    }

    @Override
    public void revoke() throws IOException {
        if (own != null) {
            own.revoke();
        }
    }

    @Override
    public void close() throws IOException {
        if (own != null) {
            own.close();
        }
    }
}
