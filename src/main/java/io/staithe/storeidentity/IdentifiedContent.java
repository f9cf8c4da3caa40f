package io.staithe.storeidentity;

import io.staithe.blobstore.BlobContent;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/** Bytes of another machine, which may turn out to be lost only when they are read. */
record IdentifiedContent(BlobContent.Remote content, StoreIdentity identity) implements BlobContent.Remote {

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public InputStream read(long offset, long length) throws IOException {
        return IdentifiedBlobStore.found(identity, () -> content.read(offset, length));
    }

    @Override
    public Optional<URI> link(Headers answer) throws IOException {
        return content.link(answer);
    }
}
