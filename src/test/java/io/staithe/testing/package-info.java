/** A running registry and a client that says what it means, for the tests. */
@NullMarked
package io.staithe.testing;

import org.jspecify.annotations.NullMarked;
