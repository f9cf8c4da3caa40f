package io.staithe.oci;

import java.util.List;
import java.util.Optional;

/**
 * What a registry reads from a manifest. The bytes that the client sent are kept beside it and are never written anew.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/manifest.md">image manifest</a>
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-index.md">image index</a>
 */
public sealed interface Manifest {

    String mediaType();

    /** The manifest's own artifact type, else the media type of its config; what referrers are filtered by. */
    Optional<String> artifactType();

    Optional<Digest> subject();

    /** The annotations as compact JSON object text; {@code {}} if there are none. */
    String annotations();

    /** An image manifest of OCI or Docker, or the withdrawn OCI artifact manifest. Refers to blobs. */
    record Image(
            String mediaType,
            Optional<String> artifactType,
            Optional<Digest> subject,
            String annotations,
            List<Descriptor> blobs)
            implements Manifest {}

    /** An image index or Docker manifest list. Refers to manifests, and to blobs where a build cache wrote it. */
    record Index(
            String mediaType,
            Optional<String> artifactType,
            Optional<Digest> subject,
            String annotations,
            List<Descriptor> entries)
            implements Manifest {}
}
