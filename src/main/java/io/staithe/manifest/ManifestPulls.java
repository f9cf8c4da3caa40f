package io.staithe.manifest;

import com.github.benmanes.caffeine.cache.Cache;
import io.staithe.metadata.LastPulls.Pulled;
import io.staithe.metadata.ManifestHead;
import io.staithe.metadata.Manifests;
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

    /** A review that is taken and made again in each of so many moments is no reason to wait longer. */
    private static final int ATTEMPTS = 3;

    private final Repositories repositories;
    private final Manifests manifests;
    private final Tags tags;
    private final ManifestGrace grace;
    private final Cache<Digest, byte[]> contents;
    private final RecentPulls recent;

    ManifestPulls(
            Repositories repositories,
            Manifests manifests,
            Tags tags,
            ManifestGrace grace,
            Cache<Digest, byte[]> contents,
            RecentPulls recent) {
        this.repositories = repositories;
        this.manifests = manifests;
        this.tags = tags;
        this.grace = grace;
        this.contents = contents;
        this.recent = recent;
    }

    /**
     * Finds one for a client that only asks whether it is there: if it asks by the digest, it names it minutes later.
     *
     * @throws RegistryException {@code MANIFEST_UNKNOWN} or {@code NAME_UNKNOWN}
     */
    public FoundManifest look(RepositoryName repository, Reference reference) {
        FoundManifest found = find(repository, reference);
        return reference instanceof Tag || grace.lasts(found.head()) ? found : find(repository, reference);
    }

    /**
     * One that nothing else names, and that is asked for by its digest, has its grace renewed.
     *
     * @throws RegistryException {@code MANIFEST_UNKNOWN} or {@code NAME_UNKNOWN}
     */
    public FoundManifest find(RepositoryName repository, Reference reference) {
        Optional<ManifestHead> head = switch (reference) {
            case Tag tag -> tags.find(repository, tag);
            case Digest digest -> find(repository, digest);
        };
        return head.map(FoundManifest::new).orElseThrow(() -> unknown(repository, reference));
    }

    private Optional<ManifestHead> find(RepositoryName repository, Digest digest) {
        Optional<ManifestHead> head = manifests.find(repository, digest);
        for (int attempt = 1; attempt <= ATTEMPTS && !head.map(grace::isRenewed).orElse(true); attempt++) {
            head = manifests.find(repository, digest);
        }
        return head;
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
        repositories.require(repository);
        return new RegistryException(ErrorCode.MANIFEST_UNKNOWN, repository + " has no manifest " + reference);
    }
}
