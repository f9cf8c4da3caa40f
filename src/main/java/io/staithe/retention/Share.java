package io.staithe.retention;

import io.staithe.metadata.Inventory;

/** How much of a repository goes, in percent, rounded up. */
record Share(int percent) {

    /** The greater one of what goes of the tags, and of untagged manifests among all. */
    static Share of(long tags, long manifests, Inventory.Size size) {
        return new Share(Math.max(percent(tags, size.tags()), percent(manifests, size.manifests())));
    }

    private static int percent(long part, long whole) {
        return whole == 0 ? 0 : (int) Math.min(100, Math.ceilDiv(part * 100, whole));
    }

    boolean exceeds(int most) {
        return percent > most;
    }
}
