package io.staithe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.Answer;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRegistry.class)
class MountTest {

    private final RegistryClient client;
    private final String source = Samples.repository();
    private final String target = Samples.repository();
    private final String uploads = "/v2/" + target + "/blobs/uploads/";
    private final byte[] content = Samples.bytes(1000);
    private final Digest digest;

    MountTest(RegistryClient client) {
        this.client = client;
        this.digest = client.pushBlob(source, content);
    }

    private void requireMounted(Answer answer, Digest expected) {
        answer.expect(201);
        assertThat(answer.header("Location")).isEqualTo("/v2/" + target + "/blobs/" + expected);
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(expected.toString());
        assertThat(client.ask("GET " + answer.header("Location")).expect(200).body())
                .isEqualTo(content);
    }

    @Test
    void aBlobIsMountedFromTheRepositoryThatHasIt() {
        String escaped = digest.toString().replace(":", "%3A");
        requireMounted(
                client.ask("POST " + uploads + "?origin=x&from=" + source.replace("/", "%2F") + "&mount=" + escaped),
                digest);
        requireMounted(client.ask("POST " + uploads + "?mount=" + digest + "&from=" + source), digest);
    }

    @Test
    void aBlobIsMountedFromAnywhereIfNoRepositoryIsNamed() {
        requireMounted(client.ask("POST " + uploads + "?mount=" + digest), digest);
        requireMounted(client.ask("POST " + uploads + "?mount=" + digest + "&from="), digest);
    }

    @Test
    void aBlobThatIsThereAlreadyIsMounted() {
        client.pushBlob(target, content);
        requireMounted(client.ask("POST " + uploads + "?mount=" + digest + "&from=" + target), digest);
    }

    @Test
    void aSha512BlobIsMountedByThatDigest() {
        Digest sha512 = Digest.of(Algorithm.SHA512, content);
        client.ask("POST /v2/" + source + "/blobs/uploads/?digest=" + sha512, content)
                .expect(201);
        requireMounted(client.ask("POST " + uploads + "?mount=" + sha512 + "&from=" + source), sha512);
    }

    @Test
    void whatCannotBeMountedIsUploaded() {
        String missing = "sha256:" + "0".repeat(64);
        for (String query : new String[] {
            "?mount=" + digest + "&from=" + Samples.repository(),
            "?mount=" + digest + "&from=Not/A/Name",
            "?mount=" + missing + "&from=" + source,
            "?mount=" + missing,
            "?mount=not-a-digest&from=" + source,
            "?mount=&from=" + source,
            "?from=" + source
        }) {
            Answer answer = client.ask("POST " + uploads + query).expect(202);
            client.ask("HEAD /v2/" + target + "/blobs/" + digest).expect(404);
            client.ask("DELETE " + answer.header("Location")).expect(204);
        }
        Answer answer = client.ask("POST " + uploads + "?mount=" + missing + "&from=" + source);
        client.ask("PUT " + answer.header("Location") + "?digest=" + digest, content)
                .expect(201);
    }

    @Test
    void aMountedBlobStaysWhenItsSourceGoes() {
        requireMounted(client.ask("POST " + uploads + "?mount=" + digest + "&from=" + source), digest);
        client.ask("DELETE /v2/" + source + "/blobs/" + digest).expect(202);
        assertThat(client.ask("GET /v2/" + target + "/blobs/" + digest).body()).isEqualTo(content);
        client.ask("GET /v2/" + source + "/blobs/" + digest).expect(404);
    }
}
