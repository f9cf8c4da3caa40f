package io.staithe.metadata;

import io.staithe.blobstore.StorageKey;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import java.util.Optional;

/**
 * A blob as a repository holds it.
 *
 * @param size in bytes
 * @param damage what was seen of its bytes, if they are missing or not those of the digest: nobody is to get them
 * @param dueSoon whether so little of the grace is left that somebody who relies on the blob should renew it
 */
public record StoredBlob(
        RepositoryId repository, Digest digest, long size, StorageKey key, Optional<String> damage, boolean dueSoon) {

    public boolean isSound() {
        return damage.isEmpty();
    }
}
