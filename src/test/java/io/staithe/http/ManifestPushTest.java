package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRegistry.class)
class ManifestPushTest {

    private static final int LARGEST = 4 << 20;

    private final RegistryClient client;
    private final String repository = Samples.repository();
    private final String manifests = "/v2/" + repository + "/manifests/";
    private final byte[] config = repository.getBytes(UTF_8);

    ManifestPushTest(RegistryClient client) {
        this.client = client;
        client.pushBlob(repository, config);
    }

    private Answer put(String reference, byte[] content) {
        return client.ask("PUT " + manifests + reference, content, "Content-Type", Images.MANIFEST);
    }

    @Test
    void theAnswerSaysWhereAndWhatItIs() {
        byte[] image = Images.manifest(config);
        Digest digest = Digest.of(Algorithm.SHA256, image);
        for (String reference : new String[] {"1", digest.toString()}) {
            Answer answer = put(reference, image).expect(201);
            assertThat(answer.header("Location")).isEqualTo(manifests + digest);
            assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
            assertThat(answer.header("Content-Length")).isEqualTo("0");
            assertThat(answer.headers("OCI-Subject")).isEmpty();
            assertThat(client.ask("GET " + answer.header("Location")).body()).isEqualTo(image);
        }
    }

    @Test
    void everyByteIsKept() {
        String text =
                " \n{\t\"layers\" : [] ,\r\n\"x-own\":{\"a\":[1.0e+3,null]},\"config\":%s,\"annotations\":{\"ä\":\"\\u00e4\"},"
                                .formatted(Images.descriptor("application/x", config))
                        + "\"schemaVersion\":2}\n\n";
        byte[] image = text.getBytes(UTF_8);
        put("odd", image).expect(201);
        assertThat(client.ask("GET " + manifests + "odd").body()).isEqualTo(image);
    }

    @Test
    void aBodyMayComeInChunksAndWithMediaTypeParameters() {
        byte[] image = Images.manifest(config);
        client.ask(
                        "PUT " + manifests + "chunked",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(image)),
                        "Content-Type",
                        Images.MANIFEST + "; charset=utf-8")
                .expect(201);
        assertThat(client.ask("GET " + manifests + "chunked").header("Content-Type"))
                .isEqualTo(Images.MANIFEST);
    }

    @Test
    void theLargestManifestIsTakenAndOneByteMoreIsNot() {
        byte[] largest = padded(LARGEST);
        put("large", largest).expect(201);
        assertThat(client.ask("GET " + manifests + "large").body()).isEqualTo(largest);
        put("larger", padded(LARGEST + 1)).refused(413, ErrorCode.MANIFEST_INVALID);
        client.ask("GET " + manifests + "larger").expect(404);
    }

    private byte[] padded(int size) {
        int frame = Images.manifestWith("\"annotations\":{\"a\":\"\"},", config).length;
        return Images.manifestWith("\"annotations\":{\"a\":\"" + "x".repeat(size - frame) + "\"},", config);
    }

    @Test
    void aTagMovesAndWhatItLeftStaysByDigest() {
        Digest first = client.pushImage(repository, "1", "first " + repository);
        Digest second = client.pushImage(repository, "1", "second " + repository);
        assertThat(client.ask("HEAD " + manifests + "1").header("Docker-Content-Digest"))
                .isEqualTo(second.toString());
        client.ask("GET " + manifests + first).expect(200);
    }

    @Test
    void aPushByDigestMakesNoTag() {
        byte[] image = Images.manifest(config);
        put(Digest.of(Algorithm.SHA256, image).toString(), image).expect(201);
        assertThat(client.ask("GET /v2/" + repository + "/tags/list").text()).contains("\"tags\":[]");
    }

    @Test
    void anotherDigestThanTheContentsIsRefused() {
        byte[] image = Images.manifest(config);
        put("sha256:" + "0".repeat(64), image).refused(400, ErrorCode.DIGEST_INVALID);
        put("sha512:" + "0".repeat(128), image).refused(400, ErrorCode.DIGEST_INVALID);
        put("sha256:baddigeststring", image).refused(400, ErrorCode.DIGEST_INVALID);
        client.ask("GET " + manifests + Digest.of(Algorithm.SHA256, image)).expect(404);
    }

    @Test
    void aPushMayBeMadeWithSha512() {
        byte[] image = Images.manifest(config);
        Digest digest = Digest.of(Algorithm.SHA512, image);
        Answer answer = put(digest.toString(), image).expect(201);
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(answer.header("Location")).endsWith(digest.toString());
        assertThat(client.ask("GET " + manifests + digest).body()).isEqualTo(image);
    }

    @Test
    void eachMissingBlobIsNamed() {
        byte[] layer = Samples.bytes(10);
        byte[] other = Samples.bytes(11);
        Answer answer =
                put("1", Images.manifest(config, layer, other, config)).refused(400, ErrorCode.MANIFEST_BLOB_UNKNOWN);
        assertThat(answer.json().at("/errors")).hasSize(2);
        assertThat(answer.json().at("/errors/0/detail").stringValue())
                .isEqualTo(Digest.of(Algorithm.SHA256, layer).toString());
        assertThat(answer.json().at("/errors/1/detail").stringValue())
                .isEqualTo(Digest.of(Algorithm.SHA256, other).toString());
        client.ask("GET " + manifests + "1").expect(404);
    }

    @Test
    void aBlobOfAnotherRepositoryIsMissingHere() {
        byte[] layer = Samples.bytes(10);
        client.pushBlob(Samples.repository(), layer);
        put("1", Images.manifest(config, layer)).refused(400, ErrorCode.MANIFEST_BLOB_UNKNOWN);
    }

    @Test
    void aRefusedPushMakesNoRepository() {
        String none = Samples.repository();
        client.ask("PUT /v2/" + none + "/manifests/1", Images.manifest(config), "Content-Type", Images.MANIFEST)
                .refused(400, ErrorCode.MANIFEST_BLOB_UNKNOWN);
        client.ask("GET /v2/" + none + "/tags/list").refused(404, ErrorCode.NAME_UNKNOWN);
    }
}
