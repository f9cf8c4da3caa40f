package io.staithe.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.oci.Referrer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects referrers until a page is full, by number or by what clients read. */
final class ReferrersPage {

    /** Clients read at most 4 MiB of one answer; what a descriptor adds to its annotations is small. */
    private static final long MOST_BYTES = 3L << 20;

    private static final int DESCRIPTOR_BYTES = 512;

    private final int limit;
    private final List<Referrer> entries = new ArrayList<>();
    private long bytes;
    private boolean full;

    ReferrersPage(int limit) {
        this.limit = limit;
    }

    /** Takes a referrer if there is room. @return whether there may be room for another */
    boolean add(Referrer referrer) {
        bytes += DESCRIPTOR_BYTES + referrer.annotations().getBytes(UTF_8).length;
        full = entries.size() == limit || (bytes > MOST_BYTES && !entries.isEmpty());
        if (!full) {
            entries.add(referrer);
        }
        return !full;
    }

    Page<Referrer> cut() {
        boolean more = full && !entries.isEmpty();
        return new Page<>(entries, more ? Optional.of(entries.getLast().digest().toString()) : Optional.empty());
    }
}
