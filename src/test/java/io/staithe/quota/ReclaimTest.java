package io.staithe.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.metadata.Reclaimable;
import io.staithe.metadata.Reclaimable.Holding;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import io.staithe.testing.TestRegistry;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What takes how much room, and what a delete would free. */
@ExtendWith(SharedRegistry.class)
class ReclaimTest {

    private static final int BASE = 1000;
    private static final int OWN = 300;
    private static final int FOREIGN = 50;

    private final TestRegistry registry;
    private final RegistryClient client;
    private final byte[] base = Samples.bytes(BASE);
    private final byte[] own = Samples.bytes(OWN);
    private final byte[] foreign = Samples.bytes(FOREIGN);

    ReclaimTest(TestRegistry registry, RegistryClient client) {
        this.registry = registry;
        this.client = client;
    }

    private long push(String repository, String tag, byte[]... blobs) {
        for (byte[] blob : blobs) {
            client.pushBlob(repository, blob);
        }
        byte[][] layers = Arrays.copyOfRange(blobs, 1, blobs.length);
        byte[] manifest = Images.manifest(blobs[0], layers);
        client.pushManifest(repository, tag, Images.MANIFEST, manifest);
        return manifest.length;
    }

    @Test
    void tagsRepositoriesAndNamespacesTellTheirOwnFromWhatTheyShare() {
        String namespace = Samples.repository();
        String app = namespace + "/app";
        long both = push(app, "a", base, own, foreign);
        long little = push(app, "b", base);
        long other = push(namespace + "/other", "1", foreign);
        Reclaimable reclaimable = registry.bean(Reclaimable.class);

        assertThat(reclaimable.tags(RepositoryName.parse(app), "", 10))
                .containsExactly(
                        new Holding("a", BASE + OWN + FOREIGN + both, OWN + FOREIGN + both, OWN + both, 0),
                        new Holding("b", BASE + little, little, little, 0));
        assertThat(reclaimable.tags(RepositoryName.parse(app), "a", 10))
                .extracting(Holding::name)
                .containsExactly("b");
        long manifests = both + little;
        assertThat(reclaimable.repositories(namespace, "", 10))
                .containsExactly(
                        new Holding(
                                app,
                                BASE + OWN + FOREIGN + manifests,
                                BASE + OWN + manifests,
                                BASE + OWN + manifests,
                                0),
                        new Holding(namespace + "/other", FOREIGN + other, other, other, 0));
        long all = BASE + OWN + FOREIGN + manifests + other;
        assertThat(reclaimable.namespace(namespace)).isEqualTo(new Holding(namespace, all, all, all, 0));
        assertThat(reclaimable.namespace("").bytes()).isGreaterThanOrEqualTo(all);
    }

    @Test
    void whatAnIndexOrAnotherTagNamesIsNotFreed() {
        String repository = Samples.repository();
        push(repository, "child", base, own);
        byte[] child = Images.manifest(base, own);
        byte[] index = Images.index(child);
        client.pushManifest(repository, "index", Images.INDEX, index);
        List<Holding> tags = registry.bean(Reclaimable.class).tags(RepositoryName.parse(repository), "", 10);
        long whole = (long) BASE + OWN + child.length;
        assertThat(tags)
                .containsExactly(
                        new Holding("child", whole, 0, 0, 0),
                        new Holding("index", whole + index.length, index.length, index.length, 0));
        client.ask("DELETE /v2/" + repository + "/manifests/child").expect(202);
        assertThat(registry.bean(Reclaimable.class).tags(RepositoryName.parse(repository), "", 10))
                .containsExactly(
                        new Holding("index", whole + index.length, whole + index.length, whole + index.length, 0));
        client.ask("DELETE /v2/" + repository + "/manifests/" + Digest.of(Algorithm.SHA256, index))
                .expect(202);
    }
}
