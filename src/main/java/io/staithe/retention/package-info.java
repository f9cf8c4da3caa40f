/**
 * Which tags and manifests stay, by rules: an evaluation that reads and writes nothing, and the task that does what it
 * says. Knows no storage; bytes follow when the collector finds them unneeded.
 */
@NullMarked
package io.staithe.retention;

import org.jspecify.annotations.NullMarked;
