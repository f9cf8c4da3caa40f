/** One version after another on the same data: forwards, and one version back. */
@NullMarked
package io.staithe.upgrade;

import org.jspecify.annotations.NullMarked;
