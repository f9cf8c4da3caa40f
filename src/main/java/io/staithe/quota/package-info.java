/**
 * Limits of what the repositories that a pattern matches may hold together. Knows what was configured, what is told of it and
 * when it is counted anew; the accounts themselves are rows, kept by {@code metadata} in the transactions that they are about.
 */
@NullMarked
package io.staithe.quota;

import org.jspecify.annotations.NullMarked;
