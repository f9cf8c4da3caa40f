package io.staithe.durability;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.Images;
import java.util.Optional;

/** The parts of a push, which together take every path there is. What a part returns from was acknowledged. */
enum Scenario {
    CHUNKED,
    AT_ONCE_AND_ONCE_MORE,
    TWO_MANIFESTS_OF_ONE_TAG,
    MOUNT_AND_DELETE,
    CANCEL_AND_LAST_DELETE,
    ABANDON;

    /** What comes before, and is not to fail. */
    void prepare(PersistentClient client, Pushed content) {
        switch (this) {
            case TWO_MANIFESTS_OF_ONE_TAG, MOUNT_AND_DELETE -> {
                client.monolithic(content.repository, content.config);
                client.monolithic(content.repository, content.layer);
                content.acknowledged(content.config);
                content.acknowledged(content.layer);
            }
            case CANCEL_AND_LAST_DELETE -> client.monolithic(content.repository, content.unwanted);
            case CHUNKED, AT_ONCE_AND_ONCE_MORE, ABANDON -> {}
        }
    }

    void run(PersistentClient client, Pushed content) {
        String repository = content.repository;
        switch (this) {
            case CHUNKED -> {
                client.chunked(repository, content.large);
                content.acknowledged(content.large);
            }
            case AT_ONCE_AND_ONCE_MORE -> {
                client.single(repository, content.layer);
                content.acknowledged(content.layer);
                client.monolithic(repository, content.layer);
            }
            case TWO_MANIFESTS_OF_ONE_TAG -> {
                content.manifest(client, Images.manifest(content.config.bytes(), content.layer.bytes()));
                content.manifest(client, Images.manifest(content.config.bytes()));
            }
            case MOUNT_AND_DELETE -> {
                client.mounted(repository + "/copy", content.layer, repository);
                client.deleted("/v2/" + repository + "/copy/blobs/" + content.layer.digest());
            }
            case CANCEL_AND_LAST_DELETE -> {
                client.cancelled(repository, content.large);
                client.deleted("/v2/" + repository + "/blobs/" + content.unwanted.digest());
            }
            case ABANDON -> client.abandoned(repository, content.large);
        }
    }

    /** The contents of one run, which no other run has. */
    static final class Pushed {
        private final String repository;
        private final Ledger ledger;
        private final Content config;
        private final Content layer;
        private final Content large;
        private final Content unwanted;

        Pushed(String repository, Ledger ledger) {
            this.repository = repository;
            this.ledger = ledger;
            this.config = Content.of(repository.hashCode(), 100);
            this.layer = Content.of(repository.hashCode(), 2000);
            this.large = Content.of(repository.hashCode(), 25_000);
            this.unwanted = Content.of(repository.hashCode(), 500);
        }

        private void acknowledged(Content blob) {
            ledger.acknowledgedBlob(repository, blob.digest());
        }

        private void manifest(PersistentClient client, byte[] content) {
            Digest digest = Digest.of(Algorithm.SHA256, content);
            TagHistory.Move move = ledger.tag(repository, "latest").begin(Optional.of(digest));
            client.manifest(repository, "latest", Images.MANIFEST, content);
            move.acknowledged();
            ledger.acknowledgedManifest(repository, digest);
        }
    }
}
