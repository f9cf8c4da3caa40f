package io.staithe.blob;

import io.staithe.blobstore.BlobContent;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import java.io.IOException;
import java.io.InputStream;

/** Hashes bytes that are in the store, where it could not be done while they arrived. */
final class BlobDigests {

    private static final int BUFFER_BYTES = 256 << 10;

    private BlobDigests() {}

    static Digest of(BlobContent content, Algorithm algorithm) throws IOException {
        ContentHasher hasher = new ContentHasher(algorithm);
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream stream = content.read(0, content.size())) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                hasher.update(buffer, count);
            }
        }
        return hasher.digest();
    }
}
