package io.staithe.manifest;

import io.staithe.metadata.ManifestHead;
import io.staithe.oci.Digest;

/** A manifest that a repository has; its bytes are asked for separately. */
public record FoundManifest(ManifestHead head) {

    public Digest digest() {
        return head.digest();
    }

    /** As it was pushed. */
    public String mediaType() {
        return head.mediaType();
    }

    /** In bytes. */
    public long size() {
        return head.size();
    }
}
