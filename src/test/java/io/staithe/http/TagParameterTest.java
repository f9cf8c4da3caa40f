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
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several tags in one push by digest. */
@ExtendWith(SharedRegistry.class)
class TagParameterTest {

    private final RegistryClient client;
    private final String repository = Samples.repository();
    private final String manifests = "/v2/" + repository + "/manifests/";
    private final byte[] config = repository.getBytes(UTF_8);
    private final byte[] image = Images.manifest(config);

    TagParameterTest(RegistryClient client) {
        this.client = client;
        client.pushBlob(repository, config);
    }

    private Answer put(Digest digest, String query) {
        return client.ask("PUT " + manifests + digest + query, image, "Content-Type", Images.MANIFEST);
    }

    private String tags() {
        return client.ask("GET /v2/" + repository + "/tags/list").text();
    }

    @Test
    void allTagsAreSetAndNamedInTheAnswer() {
        Digest digest = Digest.of(Algorithm.SHA256, image);
        Answer answer = put(digest, "?tag=b&tag=a&tag=b&tag=v1.0").expect(201);
        assertThat(answer.headers("OCI-Tag")).containsExactly("b", "a", "v1.0");
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(tags()).contains("[\"a\",\"b\",\"v1.0\"]");
        assertThat(client.ask("GET " + manifests + "v1.0").body()).isEqualTo(image);
    }

    @Test
    void withoutTheParameterNoTagIsSetOrNamed() {
        Answer answer = put(Digest.of(Algorithm.SHA256, image), "").expect(201);
        assertThat(answer.headers("OCI-Tag")).isEmpty();
        assertThat(tags()).contains("\"tags\":[]");
    }

    @Test
    void aHundredTagsOfFullLengthAreTaken() {
        List<String> tags = IntStream.range(0, 100)
                .mapToObj(i -> "t".repeat(125) + "%03d".formatted(i))
                .toList();
        String query = tags.stream().map(tag -> "tag=" + tag).collect(Collectors.joining("&", "?", ""));
        Answer answer = put(Digest.of(Algorithm.SHA256, image), query).expect(201);
        assertThat(answer.headers("OCI-Tag")).isEqualTo(tags);
    }

    @Test
    void oneTagTooManyIsRefusedAndNoneIsSet() {
        put(Digest.of(Algorithm.SHA256, image), "?" + "tag=a&".repeat(101)).refused(414, ErrorCode.UNSUPPORTED);
        put(Digest.of(Algorithm.SHA256, image), "?tag=a&tag=-").refused(400, ErrorCode.MANIFEST_INVALID);
        assertThat(tags()).contains("\"tags\":[]");
        client.ask("GET " + manifests + Digest.of(Algorithm.SHA256, image)).expect(404);
    }

    @Test
    void aTagInThePathAllowsNoOthers() {
        client.ask("PUT " + manifests + "a?tag=b", image, "Content-Type", Images.MANIFEST)
                .refused(400, ErrorCode.UNSUPPORTED);
        assertThat(tags()).contains("\"tags\":[]");
    }

    @Test
    void aTagRemembersTheAlgorithmThatItWasPushedWith() {
        Digest digest = Digest.of(Algorithm.SHA512, image);
        put(digest, "?tag=long").expect(201);
        client.pushManifest(repository, "short", Images.MANIFEST, image);
        for (String method : new String[] {"GET ", "HEAD "}) {
            assertThat(client.ask(method + manifests + "long").header("Docker-Content-Digest"))
                    .isEqualTo(digest.toString());
            assertThat(client.ask(method + manifests + "short").header("Docker-Content-Digest"))
                    .isEqualTo(Digest.of(Algorithm.SHA256, image).toString());
            assertThat(client.ask(method + manifests + digest).header("Docker-Content-Digest"))
                    .isEqualTo(digest.toString());
        }
    }
}
