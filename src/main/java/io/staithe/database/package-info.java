/**
 * The data source of either database, its dialect and transactions with retry. Knows no table. In both databases
 * {@code staithe_now()} is the time, in milliseconds since 1970-01-01T00:00Z: what is due is never a node's to decide.
 */
@NullMarked
package io.staithe.database;

import org.jspecify.annotations.NullMarked;
