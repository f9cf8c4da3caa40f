package io.staithe.metadata;

import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What a manifest's answer needs beside its bytes.
 *
 * @param size in bytes
 * @param dueSoon whether it was asked for by its digest, and so little of its grace is left that whoever relies on it
 *     should renew it
 */
public record ManifestHead(RepositoryId repository, Digest digest, String mediaType, long size, boolean dueSoon) {

    /** From the columns {@code repository_id}, {@code digest}, {@code media_type} and {@code size}, in this order. */
    static ManifestHead of(ResultSet row, int number) throws SQLException {
        return of(row, false);
    }

    static ManifestHead of(ResultSet row, boolean dueSoon) throws SQLException {
        return new ManifestHead(
                new RepositoryId(row.getLong(1)),
                Digest.parse(row.getString(2)),
                row.getString(3),
                row.getLong(4),
                dueSoon);
    }

    ManifestHead withDueSoon() {
        return new ManifestHead(repository, digest, mediaType, size, true);
    }
}
