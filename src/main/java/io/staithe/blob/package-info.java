/**
 * Pull, push, mount and delete of blobs. Owns the order of writes: bytes first and row second when content comes, row
 * first and bytes second when it goes.
 */
@NullMarked
package io.staithe.blob;

import org.jspecify.annotations.NullMarked;
