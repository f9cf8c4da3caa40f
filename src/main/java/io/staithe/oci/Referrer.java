package io.staithe.oci;

import java.util.Optional;

/**
 * A manifest that has a subject, as a referrers list shows it; distribution specification, section "Listing Referrers".
 *
 * @param artifactType the effective one; empty for an index that has none
 * @param annotations as compact JSON object text
 * @param size in bytes
 */
public record Referrer(Digest digest, String mediaType, Optional<String> artifactType, String annotations, long size) {}
