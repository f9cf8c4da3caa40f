package io.staithe.manifest;

import io.staithe.oci.RepositoryName;
import java.util.Optional;

/** Something that whoever has pushed into a repository should hear: distribution specification, section "Warnings". */
@FunctionalInterface
public interface PushNote {

    /** @return a short sentence without line breaks; empty if there is nothing to say */
    Optional<String> of(RepositoryName repository);
}
