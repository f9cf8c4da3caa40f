/** Staithe, an OCI distribution registry server. */
@NullMarked
package io.staithe;

import org.jspecify.annotations.NullMarked;
