/** Looks whether stored content still is what was pushed; what is not is quarantined, and healed where that can be. */
@NullMarked
package io.staithe.scrub;

import org.jspecify.annotations.NullMarked;
