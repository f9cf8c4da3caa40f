package io.staithe.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.gc.Explanations.Explanation;
import io.staithe.gc.Explanations.Reason;
import io.staithe.gc.Explanations.What;
import io.staithe.metadata.Edges.Edge;
import io.staithe.metadata.Edges.Kind;
import io.staithe.metadata.PlannedCollection.Planned;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The registry says why it keeps something, and what goes before it goes. */
@TestInstance(Lifecycle.PER_CLASS)
class ExplanationsTest {

    private final TestRegistry registry;
    private final RegistryClient client;
    private final Explanations explanations;

    ExplanationsTest(@TempDir Path data) {
        registry = TestRegistry.start(data, "staithe.gc.interval=1h", "staithe.gc.untagged=delete");
        client = registry.client();
        explanations = registry.bean(Explanations.class);
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    private static Digest digest(byte[] content) {
        return Digest.of(Algorithm.SHA256, content);
    }

    private Planned planned(String repository) {
        return explanations.plan(1000).repositories().stream()
                .filter(plan -> plan.repository().value().equals(repository))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLayerIsKeptByAManifestByAnIndexByATag() {
        String repository = Samples.repository();
        RepositoryName name = RepositoryName.parse(repository);
        byte[] layer = Samples.bytes(700);
        client.pushBlob(repository, layer);
        assertThat(explanations.why(name, digest(layer)).goesAt()).isPresent();
        byte[] child = Images.manifest(layer);
        client.pushManifest(repository, digest(child).toString(), Images.MANIFEST, child);
        byte[] index = Images.index(child);
        client.pushManifest(repository, "latest", Images.INDEX, index);

        Explanation why = explanations.why(name, digest(layer));
        assertThat(why.what()).isEqualTo(What.BLOB);
        assertThat(why.goesAt()).isEmpty();
        assertThat(why.keptBy())
                .containsExactly(
                        new Reason(
                                digest(layer),
                                new Edge(Kind.MANIFEST, digest(child).toString())),
                        new Reason(
                                digest(child),
                                new Edge(Kind.INDEX, digest(index).toString())),
                        new Reason(digest(index), new Edge(Kind.TAG, "latest")));
        assertThat(explanations.why(name, Tag.parse("latest")).keptBy())
                .containsExactly(new Reason(digest(index), new Edge(Kind.TAG, "latest")));

        client.ask("DELETE /v2/" + repository + "/manifests/latest").expect(202);
        Explanation going = explanations.why(name, digest(index));
        assertThat(going.goesAt()).isPresent();
        assertThat(going.advice()).isNotEmpty();

        client.ask("DELETE /v2/" + repository + "/manifests/" + digest(index)).expect(202);
        assertThat(explanations.why(name, digest(index)).what()).isEqualTo(What.TRASH);
        assertThatThrownBy(() -> explanations.why(name, Tag.parse("latest"))).isInstanceOf(RegistryException.class);
    }

    @Test
    void thePlanSaysWhatGoesFromWhereAndWhatThatFrees() {
        String repository = Samples.repository();
        String other = Samples.repository();
        byte[] alone = Samples.bytes(1000);
        byte[] shared = Samples.bytes(300);
        byte[] kept = Samples.bytes(50);
        for (byte[] blob : new byte[][] {alone, shared, kept}) {
            client.pushBlob(repository, blob);
        }
        client.ask("POST /v2/" + other + "/blobs/uploads/?from=" + repository + "&mount=" + digest(shared))
                .expect(201);
        client.pushManifest(repository, "latest", Images.MANIFEST, Images.manifest(kept));
        byte[] untagged = Images.manifest(alone, kept);
        client.pushManifest(repository, digest(untagged).toString(), Images.MANIFEST, untagged);

        Planned plan = planned(repository);
        assertThat(plan.manifests()).isEqualTo(1);
        assertThat(plan.blobs()).isEqualTo(2);
        assertThat(plan.blobBytes()).isEqualTo(1300);
        assertThat(plan.freedBytes()).isEqualTo(1000);
        assertThat(plan.last()).isAfterOrEqualTo(plan.first());
        assertThat(planned(other).blobBytes()).isEqualTo(300);
    }
}
