package io.staithe.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

/**
 * Lets each statement and each call to the store of a collection fail in turn, once before it has happened and once after.
 * The next run completes what was begun: nothing that is needed goes, and of the rest nothing stays.
 */
class CollectionFaultTest {

    private static final int MOST_ROUNDS = 4;

    private final Path data;

    CollectionFaultTest(@TempDir Path data) {
        this.data = data;
    }

    @Test
    void whateverFailsInACollectionTheNextRunCompletesIt() throws Exception {
        try (FaultyRegistry registry =
                new FaultyRegistry(data, "--staithe.gc.untagged=delete", "--staithe.trash.keep=1h")) {
            for (boolean after : new boolean[] {false, true}) {
                boolean failed = true;
                for (int n = 1; failed; n++) {
                    Ledger ledger = new Ledger();
                    push(registry.client(), "r-%s-%d".formatted(after, n), ledger);
                    registry.faults().arm(n, after);
                    collect(registry);
                    failed = registry.faults().disarm();
                    requireClean(registry, ledger);
                }
            }
            assertThat(registry.faults().failed())
                    .contains(
                            "store delete",
                            "database commit",
                            "database DELETE FROM review",
                            "database DELETE FROM repository_blob",
                            "database DELETE FROM blob",
                            "database DELETE FROM manifest",
                            "database INSERT INTO trash",
                            "database DELETE FROM trash",
                            "database INSERT INTO garbage",
                            "database DELETE FROM garbage");
        }
    }

    /** An image that stays, and an index with a child and a referrer that goes; they share a layer. */
    private static void push(RegistryClient client, String repository, Ledger ledger) {
        byte[] shared = Content.of(repository.hashCode(), 300).bytes();
        byte[] own = Content.of(repository.hashCode(), 400).bytes();
        client.pushBlob(repository, shared);
        client.pushBlob(repository, own);
        Digest stays = client.pushManifest(repository, "stays", Images.MANIFEST, Images.manifest(shared));
        ledger.acknowledgedManifest(repository, stays);
        ledger.acknowledgedBlob(repository, Digest.of(Algorithm.SHA256, shared));
        byte[] child = Images.manifest(shared, own);
        client.pushManifest(repository, Digest.of(Algorithm.SHA256, child).toString(), Images.MANIFEST, child);
        client.pushManifest(repository, "goes", Images.INDEX, Images.index(child));
        byte[] referrer = Images.manifestWith(
                "\"subject\":" + Images.descriptor(Images.MANIFEST, child) + ",\"artifactType\":\"a/b\",", own);
        client.pushManifest(repository, Digest.of(Algorithm.SHA256, referrer).toString(), Images.MANIFEST, referrer);
        client.ask("DELETE /v2/" + repository + "/manifests/goes").expect(202);
    }

    /** What a task could not do, its next run does. */
    private static void collect(FaultyRegistry registry) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            try {
                registry.collect();
            } catch (IOException | DataAccessException e) {
                assertThat(registry.faults().hasFailed()).isTrue();
            }
        }
    }

    private void requireClean(FaultyRegistry registry, Ledger ledger) throws Exception {
        String last = registry.faults().last();
        List<String> complaints = new ArrayList<>(StoredState.check(data));
        complaints.addAll(StoredState.leftOvers(data));
        complaints.addAll(StoredState.unneeded(data));
        complaints.addAll(ledger.check(registry.client()));
        assertThat(complaints).as(last).isEmpty();
    }
}
