package io.staithe.metadata;

import io.staithe.oci.Digest;
import org.jspecify.annotations.Nullable;

/** Writes columns that may be null. */
final class Rows {

    private Rows() {}

    static @Nullable String text(@Nullable Digest digest) {
        return digest == null ? null : digest.toString();
    }
}
