/**
 * Bytes under a key. Back ends live in sub-packages. Knows no digest, no repository and no HTTP.
 *
 * <p>A key is chosen when an upload starts and is never used again for other bytes. Nothing written under a key is read
 * by anybody before the writer has committed, so a back end needs no temporary place and no copy.
 */
@NullMarked
package io.staithe.blobstore;

import org.jspecify.annotations.NullMarked;
