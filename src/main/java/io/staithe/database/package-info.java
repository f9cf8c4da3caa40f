/** The data source, its dialect and transactions with retry. Knows no table. */
@NullMarked
package io.staithe.database;

import org.jspecify.annotations.NullMarked;
