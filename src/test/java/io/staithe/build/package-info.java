/** Checks of the source itself. */
@NullMarked
package io.staithe.build;

import org.jspecify.annotations.NullMarked;
