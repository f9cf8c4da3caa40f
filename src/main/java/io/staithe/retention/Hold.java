package io.staithe.retention;

import io.staithe.oci.RepositoryName;
import java.time.Instant;
import java.util.Optional;

/**
 * A repository of which more would go than goes without somebody's word.
 *
 * @param tags that would go
 * @param manifests that would go and have no tags
 * @param share of the repository, in percent
 * @param confirmation empty as long as it waits
 */
public record Hold(
        RepositoryName repository,
        long tags,
        long manifests,
        int share,
        Instant at,
        Optional<Confirmation> confirmation) {

    /** @param by the subject or address */
    public record Confirmation(String by, Instant at) {}
}
