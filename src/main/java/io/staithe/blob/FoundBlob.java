package io.staithe.blob;

import io.staithe.metadata.StoredBlob;
import io.staithe.oci.Digest;

/** A blob that a repository holds. */
public record FoundBlob(StoredBlob stored) {

    public Digest digest() {
        return stored.digest();
    }

    /** In bytes. */
    public long size() {
        return stored.size();
    }
}
