package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedRegistry.class)
class BlobPullTest {

    private final RegistryClient client;
    private final String repository = Samples.repository();
    private final String blobs = "/v2/" + repository + "/blobs/";

    BlobPullTest(RegistryClient client) {
        this.client = client;
    }

    /** On both sides of what is handed to the kernel. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 1000, 49_151, 49_152, 49_153, 3_000_000})
    void aBlobComesBackAsItWasPushed(int size) {
        byte[] content = Samples.bytes(size);
        Digest digest = client.pushBlob(repository, content);
        Answer get = client.ask("GET " + blobs + digest).expect(200);
        assertThat(get.body()).isEqualTo(content);
        Answer head = client.ask("HEAD " + blobs + digest).expect(200);
        assertThat(head.body()).isEmpty();
        for (Answer answer : new Answer[] {get, head}) {
            assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(size));
            assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
            assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
            assertThat(answer.header("ETag")).isEqualTo("\"" + digest + "\"");
            assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
            assertThat(answer.header("Cache-Control")).isEqualTo("max-age=31536000, immutable");
            assertThat(answer.headers("Content-Encoding")).isEmpty();
        }
    }

    @Test
    void theDigestMayBeEscaped() {
        byte[] content = Samples.bytes(5);
        String digest = client.pushBlob(repository, content).toString().replace(":", "%3a");
        assertThat(client.ask("GET " + blobs + digest + "?ns=registry.example").body())
                .isEqualTo(content);
    }

    @Test
    void aBlobIsFoundOnlyWhereItWasPushedAndByTheDigestItWasPushedWith() {
        byte[] content = Samples.bytes(6);
        Digest digest = client.pushBlob(repository, content);
        String other = Samples.repository();
        client.ask("GET /v2/" + other + "/blobs/" + digest).refused(404, ErrorCode.NAME_UNKNOWN);
        client.pushBlob(other, other.getBytes(UTF_8));
        client.ask("GET /v2/" + other + "/blobs/" + digest).refused(404, ErrorCode.BLOB_UNKNOWN);
        client.ask("HEAD /v2/" + other + "/blobs/" + digest).expect(404);
        client.ask("GET " + blobs + Digest.of(Algorithm.SHA512, content)).refused(404, ErrorCode.BLOB_UNKNOWN);
    }

    @Test
    void aDigestOfAnUnheardOfAlgorithmIsUnknownAndAMalformedOneInvalid() {
        client.pushBlob(repository, Samples.bytes(1));
        client.ask("GET " + blobs + "blake3:" + "0".repeat(64)).refused(404, ErrorCode.BLOB_UNKNOWN);
        client.ask("GET " + blobs + "sha256:" + "A".repeat(64)).refused(400, ErrorCode.DIGEST_INVALID);
    }
}
