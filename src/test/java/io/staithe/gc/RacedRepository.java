package io.staithe.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.Answer;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;

/** A repository of its own, with one blob, that a client and the collector are about to change. */
final class RacedRepository {

    private final RegistryClient client;
    private final Database database;
    private final String name = Samples.repository();
    private final byte[] layer = Samples.bytes(1000);

    RacedRepository(RegistryClient client, Database database) {
        this.client = client;
        this.database = database;
        client.pushBlob(name, layer);
    }

    String name() {
        return name;
    }

    byte[] layer() {
        return layer;
    }

    Digest blob() {
        return digest(layer);
    }

    /** Of the one blob. */
    byte[] manifest() {
        return Images.manifest(layer);
    }

    byte[] pushUntagged() {
        client.pushManifest(name, digest(manifest()).toString(), Images.MANIFEST, manifest());
        return manifest();
    }

    /** Pushes the manifest under the tag {@code 1}, and deletes both. @return its digest */
    Digest pushAndDelete() {
        Digest manifest = client.pushManifest(name, "1", Images.MANIFEST, manifest());
        client.ask("DELETE /v2/" + name + "/manifests/" + manifest).expect(202);
        return manifest;
    }

    Answer put(String reference, String mediaType, byte[] manifest) {
        return client.ask("PUT /v2/" + name + "/manifests/" + reference, manifest, "Content-Type", mediaType);
    }

    Answer getManifest(Digest digest) {
        return client.ask("GET /v2/" + name + "/manifests/" + digest);
    }

    void requireBlob(byte[] content) {
        Answer answer = client.ask("GET /v2/" + name + "/blobs/" + digest(content));
        assertThat(answer.expect(200).body()).isEqualTo(content);
    }

    /** All that was pushed and deleted so far is due. */
    void graceIsOver() {
        for (String due : new String[] {"review SET review_after", "trash SET purge_after"}) {
            database.write(() -> database.sql()
                    .sql("UPDATE " + due
                            + " = staithe_now() - 1 WHERE repository_id = (SELECT id FROM repository WHERE name = ?)")
                    .param(name)
                    .update());
        }
    }

    static Digest digest(byte[] content) {
        return Digest.of(Algorithm.SHA256, content);
    }
}
