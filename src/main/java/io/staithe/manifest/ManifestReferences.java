package io.staithe.manifest;

import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.RepositoryContent;
import io.staithe.metadata.RepositoryContent.HeldBlob;
import io.staithe.oci.Descriptor;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Manifest;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RegistryException.RegistryError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds what a manifest refers to in its repository, and refuses it if something is missing. */
final class ManifestReferences {

    /** More entries than this say nothing new and make a large answer. */
    private static final int MOST_ERRORS = 100;

    private final RepositoryContent content;
    private final boolean sparse;

    ManifestReferences(RepositoryContent content, boolean sparse) {
        this.content = content;
        this.sparse = sparse;
    }

    /** What the manifest refers to. */
    record Found(List<HeldBlob> blobs, Set<String> children) {}

    Found require(RepositoryId repository, Manifest manifest) {
        return switch (manifest) {
            case Manifest.Image image -> requireBlobs(repository, image.blobs());
            case Manifest.Index index -> requireEntries(repository, index.entries());
        };
    }

    /** A layer that may lie elsewhere is recorded if it is here. */
    private Found requireBlobs(RepositoryId repository, List<Descriptor> blobs) {
        List<HeldBlob> found = content.blobsAmong(repository, digests(blobs));
        Set<String> present = found.stream().map(HeldBlob::digest).collect(Collectors.toSet());
        refuseIfAny(blobs, digest -> !present.contains(digest.toString()));
        return new Found(found, Set.of());
    }

    /** A build cache writes blobs into an index, so an entry may be either. */
    private Found requireEntries(RepositoryId repository, List<Descriptor> entries) {
        Set<String> children = content.manifestsAmong(repository, digests(entries));
        Set<String> others = digests(entries);
        others.removeAll(children);
        List<HeldBlob> blobs = content.blobsAmong(repository, others);
        blobs.forEach(blob -> others.remove(blob.digest()));
        refuseIfAny(entries, digest -> others.contains(digest.toString()));
        children.addAll(others);
        return new Found(blobs, children);
    }

    private static Set<String> digests(List<Descriptor> descriptors) {
        return descriptors.stream()
                .map(descriptor -> descriptor.digest().toString())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void refuseIfAny(List<Descriptor> references, Predicate<Digest> isMissing) {
        List<Descriptor> missing = references.stream()
                .filter(reference -> !reference.external() && isMissing.test(reference.digest()))
                .toList();
        if (!missing.isEmpty() && !sparse) {
            throw new RegistryException(missing.stream()
                    .limit(MOST_ERRORS)
                    .map(descriptor -> new RegistryError(
                            ErrorCode.MANIFEST_BLOB_UNKNOWN,
                            "the manifest refers to " + descriptor.digest()
                                    + ", which the repository does not have: push it first",
                            descriptor.digest().toString()))
                    .toList());
        }
    }
}
