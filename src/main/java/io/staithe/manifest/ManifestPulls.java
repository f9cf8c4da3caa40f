package io.staithe.manifest;

import com.github.benmanes.caffeine.cache.Cache;
import io.staithe.metadata.LastPulls.Pulled;
import io.staithe.metadata.Manifests;
import io.staithe.metadata.Manifests.ManifestHead;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Tags;
import io.staithe.oci.DamagedContentException;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Reference;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import java.util.Optional;

/**
 * Finds manifests. Whether a repository has one is asked of the database each time; its bytes are cached, since a digest
 * never means other bytes. Thread-safe.
 */
public final class ManifestPulls {

    private final Repositories repositories;
    private final Manifests manifests;
    private final Tags tags;
    private final Cache<Digest, byte[]> contents;
    private final RecentPulls recent;

    ManifestPulls(
            Repositories repositories,
            Manifests manifests,
            Tags tags,
            Cache<Digest, byte[]> contents,
            RecentPulls recent) {
        this.repositories = repositories;
        this.manifests = manifests;
        this.tags = tags;
        this.contents = contents;
        this.recent = recent;
    }

    /** @throws RegistryException {@code MANIFEST_UNKNOWN} or {@code NAME_UNKNOWN} */
    public FoundManifest find(RepositoryName repository, Reference reference) {
        Optional<ManifestHead> head = switch (reference) {
            case Tag tag -> tags.find(repository, tag);
            case Digest digest -> manifests.find(repository, digest);
        };
        return head.map(FoundManifest::new).orElseThrow(() -> unknown(repository, reference));
    }

    /** Notes that a client got the manifest, or was told that it still is what the client has. Costs no statement. */
    public void count(FoundManifest manifest) {
        recent.add(new Pulled(manifest.head().repository(), manifest.digest()));
    }

    /**
     * The bytes as they were pushed. Not to be changed.
     *
     * @throws DamagedContentException if the database has others
     */
    public byte[] content(FoundManifest manifest) {
        ManifestHead head = manifest.head();
        byte[] cached = contents.getIfPresent(head.digest());
        if (cached != null) {
            return cached;
        }
        byte[] content = manifests
                .content(head.repository(), head.digest())
                .orElseThrow(() ->
                        new RegistryException(ErrorCode.MANIFEST_UNKNOWN, head.digest() + " was deleted just now"));
        requireSound(head, content);
        contents.put(head.digest(), content);
        return content;
    }

    /** Once, before they are kept in memory: it costs microseconds. */
    private static void requireSound(ManifestHead head, byte[] content) {
        Digest digest = head.digest();
        if (!Digest.of(digest.verifiableBy(), content).equals(digest)) {
            throw new DamagedContentException("the bytes of manifest " + digest + " in the database are others");
        }
    }

    private RegistryException unknown(RepositoryName repository, Reference reference) {
        return repositories.find(repository).isPresent()
                ? new RegistryException(ErrorCode.MANIFEST_UNKNOWN, repository + " has no manifest " + reference)
                : new RegistryException(ErrorCode.NAME_UNKNOWN, "there is no repository " + repository);
    }
}
