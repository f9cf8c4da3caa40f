/**
 * The registry's tables and all SQL on them, one class an aggregate. Rows only: knows that bytes have a key and nothing
 * of how they are stored. Methods that change something are called within
 * {@link io.staithe.database.Database#write}.
 *
 * <p>All classes are thread-safe. Sizes are in bytes, and times are the database's. Where the database fails, methods throw
 * a {@link org.springframework.dao.DataAccessException}, whose class says whether another attempt may succeed.
 */
@NullMarked
package io.staithe.metadata;

import org.jspecify.annotations.NullMarked;
