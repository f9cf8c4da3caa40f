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

/** RFC 9110, section 13, with the quoted digest as the entity tag. */
@ExtendWith(SharedRegistry.class)
class ConditionalRequestTest {

    private static final String OTHER = "\"sha256:" + "0".repeat(64) + "\"";

    private final RegistryClient client;
    private final String repository = Samples.repository();
    private final String manifests = "/v2/" + repository + "/manifests/";
    private final byte[] config = repository.getBytes(UTF_8);
    private final byte[] image = Images.manifest(config);
    private final byte[] next = Images.manifest(config, config);
    private final Digest blob;
    private final Digest digest;
    private final String etag;

    ConditionalRequestTest(RegistryClient client) {
        this.client = client;
        this.blob = client.pushBlob(repository, config);
        this.digest = client.pushManifest(repository, "1", Images.MANIFEST, image);
        this.etag = '"' + digest.toString() + '"';
    }

    @Test
    void whatTheClientHasIsNotSentAgain() {
        for (String condition : new String[] {etag, digest.toString(), "W/" + etag, OTHER + ", " + etag, "*"}) {
            for (String request : new String[] {"GET " + manifests + "1", "HEAD " + manifests + digest}) {
                Answer answer = client.ask(request, "If-None-Match", condition).expect(304);
                assertThat(answer.body()).isEmpty();
                assertThat(answer.header("ETag")).isEqualTo(etag);
            }
        }
        client.ask("GET " + manifests + "1", "If-None-Match", OTHER).expect(200);
    }

    @Test
    void aBlobThatTheClientHasIsNotSentAgain() {
        String path = "/v2/" + repository + "/blobs/" + blob;
        for (String method : new String[] {"GET ", "HEAD "}) {
            Answer answer = client.ask(method + path, "If-None-Match", "\"" + blob + "\"")
                    .expect(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("ETag")).isEqualTo("\"" + blob + "\"");
            client.ask(method + path, "If-None-Match", OTHER).expect(200);
        }
    }

    @Test
    void aTagMovesOnlyFromWhereTheClientSawIt() {
        put("1", next, "If-Match", OTHER).refused(412, ErrorCode.DENIED);
        put("1", next, "If-Match", "junk").refused(412, ErrorCode.DENIED);
        assertThat(current("1")).isEqualTo(digest.toString());
        put("1", next, "If-Match", etag).expect(201);
        put("1", image, "If-Match", etag).refused(412, ErrorCode.DENIED);
        put("1", image, "If-Match", "*").expect(201);
    }

    @Test
    void aTagIsMadeOnlyIfItIsNew() {
        put("1", next, "If-None-Match", "*").refused(412, ErrorCode.DENIED);
        assertThat(current("1")).isEqualTo(digest.toString());
        put("new", next, "If-None-Match", "*").expect(201);
        put("other", next, "If-Match", "*").refused(412, ErrorCode.DENIED);
        client.ask("GET " + manifests + "other").expect(404);
    }

    @Test
    void aDigestIsPushedOnlyIfItIsNew() {
        put(digest.toString(), image, "If-None-Match", "*").refused(412, ErrorCode.DENIED);
        put(digest.toString(), image, "If-Match", etag).expect(201);
    }

    @Test
    void aRepositoryIsNotMadeByARefusedPush() {
        String none = Samples.repository();
        client.ask("PUT /v2/" + none + "/manifests/1", image, "Content-Type", Images.MANIFEST, "If-Match", "*")
                .refused(412, ErrorCode.DENIED);
        client.ask("GET /v2/" + none + "/tags/list").refused(404, ErrorCode.NAME_UNKNOWN);
    }

    private Answer put(String reference, byte[] content, String header, String value) {
        return client.ask("PUT " + manifests + reference, content, "Content-Type", Images.MANIFEST, header, value);
    }

    private String current(String tag) {
        return client.ask("HEAD " + manifests + tag).header("Docker-Content-Digest");
    }
}
