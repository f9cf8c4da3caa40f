/**
 * The registry's tables and all SQL on them, one class an aggregate. Rows only: knows that bytes have a key and nothing
 * of how they are stored. Methods that change something are called within
 * {@link io.staithe.database.Database#write}.
 */
@NullMarked
package io.staithe.metadata;

import org.jspecify.annotations.NullMarked;
