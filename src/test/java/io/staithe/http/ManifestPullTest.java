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
class ManifestPullTest {

    private final RegistryClient client;
    private final String repository = Samples.repository();
    private final String manifests = "/v2/" + repository + "/manifests/";
    private final byte[] config = repository.getBytes(UTF_8);
    private final byte[] image = Images.manifest(config);
    private final Digest digest;

    ManifestPullTest(RegistryClient client) {
        this.client = client;
        client.pushBlob(repository, config);
        this.digest = client.pushManifest(repository, "1", Images.MANIFEST, image);
    }

    @Test
    void aTagAndADigestGiveTheBytesThatWerePushed() {
        for (String reference :
                new String[] {"1", digest.toString(), digest.toString().replace(":", "%3A")}) {
            Answer answer = client.ask("GET " + manifests + reference).expect(200);
            assertThat(answer.body()).isEqualTo(image);
            assertThat(answer.header("Content-Type")).isEqualTo(Images.MANIFEST);
            assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(image.length));
            assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
            assertThat(answer.header("ETag")).isEqualTo('"' + digest.toString() + '"');
        }
    }

    @Test
    void headHasTheSameHeadersAndNoBody() {
        for (String reference : new String[] {"1", digest.toString()}) {
            Answer answer = client.ask("HEAD " + manifests + reference).expect(200);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("Content-Type")).isEqualTo(Images.MANIFEST);
            assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(image.length));
            assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        }
    }

    @Test
    void whatADigestNamesMayBeKeptForeverAndATagIsToBeAskedAgain() {
        assertThat(client.ask("GET " + manifests + digest).header("Cache-Control"))
                .isEqualTo("max-age=31536000, immutable");
        assertThat(client.ask("GET " + manifests + "1").header("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void acceptChangesNothing() {
        String[][] accepts = {
            {},
            {"Accept", "application/json"},
            {"Accept", "application/vnd.docker.distribution.manifest.v1+json"},
            {"Accept", Images.INDEX + ";q=0.1, */*;q=0"},
            {"Accept", Images.INDEX, "Accept", Images.MANIFEST},
            {"Accept", "////;;;"}
        };
        for (String[] accept : accepts) {
            Answer answer = client.ask("GET " + manifests + "1", accept).expect(200);
            assertThat(answer.header("Content-Type")).isEqualTo(Images.MANIFEST);
            assertThat(answer.body()).isEqualTo(image);
        }
    }

    @Test
    void aManifestThatIsNotThereIsUnknown() {
        client.ask("GET " + manifests + "none").refused(404, ErrorCode.MANIFEST_UNKNOWN);
        client.ask("GET " + manifests + "sha256:" + "0".repeat(64)).refused(404, ErrorCode.MANIFEST_UNKNOWN);
        client.ask("GET " + manifests + "sha512:" + "0".repeat(128)).refused(404, ErrorCode.MANIFEST_UNKNOWN);
        client.ask("GET " + manifests + "unheard+of:abc").refused(404, ErrorCode.MANIFEST_UNKNOWN);
        client.ask("HEAD " + manifests + "none").expect(404);
        client.ask("HEAD " + manifests + "sha256:" + "0".repeat(64)).expect(404);
    }

    @Test
    void aManifestOfAnotherRepositoryIsNotThisOnes() {
        String other = Samples.repository();
        client.ask("GET /v2/" + other + "/manifests/" + digest).refused(404, ErrorCode.NAME_UNKNOWN);
        client.pushImage(other, "1", other);
        client.ask("GET /v2/" + other + "/manifests/" + digest).refused(404, ErrorCode.MANIFEST_UNKNOWN);
    }

    @Test
    void tagsDifferByCase() {
        Digest lower = client.pushImage(repository, "tag", "lower " + repository);
        Digest upper = client.pushImage(repository, "TAG", "upper " + repository);
        assertThat(client.ask("HEAD " + manifests + "tag").header("Docker-Content-Digest"))
                .isEqualTo(lower.toString());
        assertThat(client.ask("HEAD " + manifests + "TAG").header("Docker-Content-Digest"))
                .isEqualTo(upper.toString());
    }

    @Test
    void theLongestTagAndNameAreTaken() {
        String name = "a/".repeat(127) + "b";
        String tag = "_" + "-".repeat(127);
        Digest pushed = client.pushImage(name, tag, "longest");
        assertThat(client.ask("GET /v2/" + name + "/manifests/" + tag).header("Docker-Content-Digest"))
                .isEqualTo(pushed.toString());
    }

    @Test
    void theWordsOfTheApiAreNamesToo() {
        for (String name : new String[] {"manifests", "blobs/uploads", "tags/list", "x/tags", "referrers/manifests"}) {
            Digest pushed = client.pushImage(name, "blobs", "words " + name);
            assertThat(client.ask("GET /v2/" + name + "/manifests/blobs").header("Docker-Content-Digest"))
                    .isEqualTo(pushed.toString());
            assertThat(client.ask("GET /v2/" + name + "/tags/list").text()).contains("\"" + name + "\"");
            client.ask("GET /v2/" + name + "/referrers/" + pushed).expect(200);
        }
    }
}
