package io.staithe.manifest;

import io.staithe.oci.Digest;
import io.staithe.oci.Manifest;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import java.util.List;

/**
 * A manifest to be stored.
 *
 * @param digest of the content, verified
 * @param tags to point at it
 * @param content the bytes as they were sent
 * @param by the subject or address that pushes, for the tags' history
 */
public record ManifestPush(
        RepositoryName repository,
        Digest digest,
        List<Tag> tags,
        Manifest manifest,
        byte[] content,
        Precondition precondition,
        String by) {

    /** Under which condition a push may happen, RFC 9110, section 13.1. */
    public sealed interface Precondition {

        /** Always. */
        record None() implements Precondition {}

        /** {@code If-Match: *}: something is there. */
        record Present() implements Precondition {}

        /** {@code If-Match}: what is there now is one of these. */
        record Matches(List<Digest> digests) implements Precondition {}

        /** {@code If-None-Match: *}: nothing is there. */
        record Absent() implements Precondition {}
    }
}
