package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRegistry.class)
class DeleteTest {

    private final RegistryClient client;
    private final String repository = Samples.repository();
    private final String manifests = "/v2/" + repository + "/manifests/";
    private final String blobs = "/v2/" + repository + "/blobs/";
    private final byte[] config = repository.getBytes(UTF_8);
    private final byte[] image = Images.manifest(config);
    private final Digest blob;
    private final Digest digest;

    DeleteTest(RegistryClient client) {
        this.client = client;
        this.blob = client.pushBlob(repository, config);
        this.digest = client.pushManifest(repository, "1", Images.MANIFEST, image);
        client.pushManifest(repository, "2", Images.MANIFEST, image);
    }

    private String tags() {
        return client.ask("GET /v2/" + repository + "/tags/list").text();
    }

    @Test
    void aTagGoesAloneAndItsManifestStays() {
        Answer answer = client.ask("DELETE " + manifests + "1").expect(202);
        assertThat(answer.header("Content-Length")).isEqualTo("0");
        client.ask("GET " + manifests + "1").refused(404, ErrorCode.MANIFEST_UNKNOWN);
        client.ask("HEAD " + manifests + "1").expect(404);
        client.ask("GET " + manifests + digest).expect(200);
        assertThat(tags()).contains("[\"2\"]");
    }

    @Test
    void aManifestGoesWithAllItsTags() {
        client.ask("DELETE " + manifests + digest).expect(202);
        for (String reference : new String[] {"1", "2", digest.toString()}) {
            client.ask("GET " + manifests + reference).refused(404, ErrorCode.MANIFEST_UNKNOWN);
            client.ask("DELETE " + manifests + reference).refused(404, ErrorCode.MANIFEST_UNKNOWN);
        }
        assertThat(tags()).contains("[]");
    }

    @Test
    void childrenOfADeletedIndexStayAndAChildMayGoBeforeItsIndex() {
        byte[] index = Images.index(image);
        Digest parent = client.pushManifest(repository, "index", Images.INDEX, index);
        client.ask("DELETE " + manifests + parent).expect(202);
        client.ask("GET " + manifests + digest).expect(200);
        client.pushManifest(repository, "index", Images.INDEX, index);
        client.ask("DELETE " + manifests + digest).expect(202);
        client.ask("GET " + manifests + "index").expect(200);
    }

    @Test
    void aBlobThatAManifestRefersToStays() {
        Answer answer = client.ask("DELETE " + blobs + blob).refused(405, ErrorCode.UNSUPPORTED);
        assertThat(answer.json().at("/errors/0/message").stringValue()).contains(digest.toString());
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
        client.ask("GET " + blobs + blob).expect(200);
    }

    @Test
    void aBlobThatNothingRefersToGoesFromThisRepositoryOnly() {
        String other = Samples.repository();
        client.pushBlob(other, config);
        client.ask("DELETE " + manifests + digest).expect(202);
        client.ask("DELETE " + blobs + blob).expect(202);
        client.ask("HEAD " + blobs + blob).expect(404);
        client.ask("GET " + blobs + blob).refused(404, ErrorCode.BLOB_UNKNOWN);
        client.ask("DELETE " + blobs + blob).refused(404, ErrorCode.BLOB_UNKNOWN);
        assertThat(client.ask("GET /v2/" + other + "/blobs/" + blob).body()).isEqualTo(config);
    }

    @Test
    void whatWasDeletedMayBePushedAgain() {
        for (int round = 0; round < 3; round++) {
            client.ask("DELETE " + manifests + digest).expect(202);
            client.ask("DELETE " + blobs + blob).expect(202);
            client.ask("PUT " + manifests + "1", image, "Content-Type", Images.MANIFEST)
                    .refused(400, ErrorCode.MANIFEST_BLOB_UNKNOWN);
            client.pushBlob(repository, config);
            client.pushManifest(repository, "1", Images.MANIFEST, image);
            assertThat(client.ask("GET " + manifests + "1").body()).isEqualTo(image);
            assertThat(client.ask("GET " + blobs + blob).body()).isEqualTo(config);
        }
    }

    @Test
    void whatIsNotThereCannotBeDeleted() {
        String other = "/v2/" + Samples.repository();
        client.ask("DELETE " + other + "/manifests/1").refused(404, ErrorCode.NAME_UNKNOWN);
        client.ask("DELETE " + other + "/blobs/" + blob).refused(404, ErrorCode.BLOB_UNKNOWN);
        client.ask("DELETE " + manifests + "none").refused(404, ErrorCode.MANIFEST_UNKNOWN);
        client.ask("DELETE " + blobs + "sha256:" + "0".repeat(64)).refused(404, ErrorCode.BLOB_UNKNOWN);
    }
}
