package io.staithe.blob;

import io.staithe.blobstore.StorageKey;

/**
 * What is wrong with the bytes that the registry has of a blob.
 *
 * @param missing whether this node found nothing under the key. Another node may still find them there, if this one looks
 *     into the wrong folder or bucket, so nobody deletes them
 */
record DamagedBytes(StorageKey key, boolean missing) {}
