/** Kills, power cuts and full disks: what was acknowledged before is there after. */
@NullMarked
package io.staithe.durability;

import org.jspecify.annotations.NullMarked;
