/**
 * Whether the blob store is the one that the database belongs to, and a store that is asked for nothing as long as it is
 * not.
 */
@NullMarked
package io.staithe.storeidentity;

import org.jspecify.annotations.NullMarked;
