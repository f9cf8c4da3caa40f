package io.staithe.blobstore.s3;

import io.staithe.blobstore.StorageKey;
import java.util.Optional;

/**
 * How the objects of a bucket are called.
 *
 * @param prefix what the name of every object begins with; may be empty
 */
record ObjectNames(String prefix) {

    String of(StorageKey key) {
        return prefix + key.value();
    }

    /**
     * The key that an object is named after.
     *
     * @param name begins with the prefix
     * @return empty if it is no object of the store
     */
    Optional<StorageKey> key(String name) {
        String key = name.substring(prefix.length());
        return StorageKey.isKey(key) ? Optional.of(new StorageKey(key)) : Optional.empty();
    }
}
