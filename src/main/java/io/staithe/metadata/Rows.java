package io.staithe.metadata;

import io.staithe.oci.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads and writes columns that may be null. */
final class Rows {

    private Rows() {}

    static @Nullable String text(@Nullable Digest digest) {
        return digest == null ? null : digest.toString();
    }

    static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
