package io.staithe.blob;

import io.staithe.blobstore.BlobWriter.Committed;

/**
 * The bytes of a finished upload, which are durable and have the digest.
 *
 * @param size in bytes
 */
record Stored(Committed committed, long size) {}
