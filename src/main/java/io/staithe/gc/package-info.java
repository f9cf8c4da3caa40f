/** Takes away what nothing refers to: rows first, bytes second. Never stops a push. */
@NullMarked
package io.staithe.gc;

import org.jspecify.annotations.NullMarked;
