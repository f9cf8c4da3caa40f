package io.staithe.blobstore.s3;

import io.staithe.blobstore.BlobContent;
import io.staithe.blobstore.StorageKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/** A committed object. */
record S3Content(S3Bucket bucket, Optional<S3Links> links, StorageKey key, long size) implements BlobContent.Remote {

    @Override
    public InputStream read(long offset, long length) throws IOException {
        return length == 0 ? InputStream.nullInputStream() : bucket.read(key, size, offset, length);
    }

    @Override
    public Optional<URI> link(Headers answer) {
        return links.map(l -> l.link(bucket.name(key), answer));
    }
}
