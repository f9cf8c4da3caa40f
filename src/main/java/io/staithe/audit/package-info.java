/**
 * The trail of who did what: log-ins, tokens, changes of rights, writes, and what was denied. Knows no HTTP, and not what the
 * events mean.
 */
@NullMarked
package io.staithe.audit;

import org.jspecify.annotations.NullMarked;
