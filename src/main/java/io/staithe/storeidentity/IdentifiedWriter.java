package io.staithe.storeidentity;

import static io.staithe.storeidentity.IdentifiedBlobStore.found;

import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.WriteState;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A writer that may find what it goes on from lost at any step. */
record IdentifiedWriter(BlobWriter writer, StoreIdentity identity) implements BlobWriter {

    @Override
    public void expect(long length) {
        writer.expect(length);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        found(identity, () -> {
            writer.write(bytes);
            return bytes;
        });
    }

    @Override
    public long size() {
        return writer.size();
    }

    @Override
    public WriteState suspend() throws IOException {
        return found(identity, writer::suspend);
    }

    @Override
    public Committed commit() throws IOException {
        return found(identity, writer::commit);
    }

    @Override
    public void revoke() throws IOException {
        writer.revoke();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
