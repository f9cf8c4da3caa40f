package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.MediaTypes;
import io.staithe.testing.Answer;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(SharedRegistry.class)
class ReferrersTest {

    private final RegistryClient client;
    private final String repository = Samples.repository();
    private final String manifests = "/v2/" + repository + "/manifests/";
    private final byte[] config = repository.getBytes(UTF_8);
    private final byte[] subject = Images.manifest(config);
    private final Digest digest = Digest.of(Algorithm.SHA256, subject);
    private final String referrers = "/v2/" + repository + "/referrers/" + digest;

    ReferrersTest(RegistryClient client) {
        this.client = client;
        client.pushBlob(repository, config);
    }

    private String subjectMember() {
        return "\"subject\":" + Images.descriptor(Images.MANIFEST, subject) + ",";
    }

    private Digest attach(String members) {
        byte[] image = Images.manifestWith(subjectMember() + members, config);
        Digest pushed = Digest.of(Algorithm.SHA256, image);
        Answer answer = client.ask("PUT " + manifests + pushed, image, "Content-Type", Images.MANIFEST)
                .expect(201);
        assertThat(answer.header("OCI-Subject")).isEqualTo(digest.toString());
        return pushed;
    }

    private List<String> digests(Answer answer) {
        List<String> digests = new ArrayList<>();
        answer.json()
                .path("manifests")
                .forEach(entry -> digests.add(entry.path("digest").stringValue()));
        return digests;
    }

    @Test
    void nothingFoundIsAnEmptyIndexInAnyRepository() {
        for (String name : new String[] {repository, Samples.repository()}) {
            for (String of : new String[] {digest.toString(), "sha512:" + "0".repeat(128), "other:abc"}) {
                Answer answer =
                        client.ask("GET /v2/" + name + "/referrers/" + of).expect(200);
                assertThat(answer.header("Content-Type")).isEqualTo(Images.INDEX);
                assertThat(answer.text())
                        .isEqualTo(
                                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[]}".formatted(Images.INDEX));
                assertThat(answer.headers("OCI-Filters-Applied")).isEmpty();
                assertThat(answer.headers("Link")).isEmpty();
            }
        }
    }

    @Test
    void aReferrerIsListedBeforeItsSubjectIsThere() {
        Digest referrer = attach("\"artifactType\":\"a/sbom\",\"annotations\":{\"by\":\"ä\",\"n\":\"\"},");
        JsonNode entry = client.ask("GET " + referrers).expect(200).json().at("/manifests/0");
        assertThat(entry.path("digest").stringValue()).isEqualTo(referrer.toString());
        assertThat(entry.path("mediaType").stringValue()).isEqualTo(Images.MANIFEST);
        assertThat(entry.path("artifactType").stringValue()).isEqualTo("a/sbom");
        assertThat(entry.path("size").intValue())
                .isEqualTo(client.ask("GET " + manifests + referrer).body().length);
        assertThat(entry.path("annotations").toString()).isEqualTo("{\"by\":\"ä\",\"n\":\"\"}");
    }

    @Test
    void theTypeOfTheConfigStandsInForAMissingArtifactTypeAndAnIndexHasNone() {
        attach("");
        String index = "{\"schemaVersion\":2,%s\"manifests\":[]}".formatted(subjectMember());
        Answer answer = client.ask("PUT " + manifests + "i", index.getBytes(UTF_8), "Content-Type", Images.INDEX);
        assertThat(answer.expect(201).header("OCI-Subject")).isEqualTo(digest.toString());
        for (JsonNode entry : client.ask("GET " + referrers).json().path("manifests")) {
            boolean image = entry.path("mediaType").stringValue().equals(Images.MANIFEST);
            assertThat(entry.path("artifactType").stringValueOpt())
                    .isEqualTo(image ? Optional.of("application/vnd.oci.image.config.v1+json") : Optional.empty());
            assertThat(entry.has("annotations")).isFalse();
        }
    }

    @Test
    void theFilterIsByEffectiveTypeAndSaysThatItWasApplied() {
        Digest signature = attach("\"artifactType\":\"a/signature+json\",");
        Digest plain = attach("");
        attach("\"artifactType\":\"a/other\",");
        for (String type : new String[] {"a/signature%2Bjson", "a/signature+json", "a%2Fsignature%20json"}) {
            Answer answer =
                    client.ask("GET " + referrers + "?artifactType=" + type).expect(200);
            assertThat(digests(answer)).containsExactly(signature.toString());
            assertThat(answer.header("OCI-Filters-Applied")).isEqualTo("artifactType");
        }
        assertThat(digests(client.ask("GET " + referrers + "?artifactType=application/vnd.oci.image.config.v1%2Bjson")))
                .containsExactly(plain.toString());
        assertThat(digests(client.ask("GET " + referrers + "?artifactType=a/none")))
                .isEmpty();
    }

    @Test
    void severalTypesAreAlternativesAndAnEmptyOneIsNone() {
        Digest signature = attach("\"artifactType\":\"a/signature\",");
        Digest sbom = attach("\"artifactType\":\"a/sbom\",");
        attach("\"artifactType\":\"a/other\",");
        assertThat(digests(client.ask("GET " + referrers + "?artifactType=a/signature&artifactType=a/sbom")))
                .containsExactlyInAnyOrder(signature.toString(), sbom.toString());
        Answer all = client.ask("GET " + referrers + "?artifactType=");
        assertThat(digests(all)).hasSize(3);
        assertThat(all.headers("OCI-Filters-Applied")).isEmpty();
    }

    @Test
    void pagesNameTheNextOneAndKeepTheFilter() {
        TreeSet<String> expected = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            expected.add(attach("\"artifactType\":\"a/b+c\",\"annotations\":{\"i\":\"" + i + "\"},")
                    .toString());
            attach("\"annotations\":{\"i\":\"" + i + "\"},");
        }
        List<String> found = new ArrayList<>();
        Optional<String> next = Optional.of(referrers + "?artifactType=a/b%2Bc&n=2");
        while (next.isPresent()) {
            Answer page = client.ask("GET " + next.get()).expect(200);
            assertThat(page.header("OCI-Filters-Applied")).isEqualTo("artifactType");
            assertThat(digests(page)).hasSizeLessThanOrEqualTo(2);
            found.addAll(digests(page));
            next = Pages.next(page);
        }
        assertThat(found).containsExactlyElementsOf(expected);
    }

    @Test
    void aPageIsNoLongerThanClientsRead() {
        for (int i = 0; i < 3; i++) {
            attach("\"annotations\":{\"i\":\"" + i + "x".repeat(2 << 20) + "\"},");
        }
        int pages = 0;
        List<String> found = new ArrayList<>();
        for (Optional<String> next = Optional.of(referrers); next.isPresent(); pages++) {
            Answer page = client.ask("GET " + next.get()).expect(200);
            assertThat(page.body().length).isLessThan(4 << 20);
            found.addAll(digests(page));
            next = Pages.next(page);
        }
        assertThat(pages).isEqualTo(3);
        assertThat(found).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void aSecondPushIsNoSecondEntryAndADeletedReferrerIsNone() {
        Digest referrer = attach("");
        attach("");
        assertThat(digests(client.ask("GET " + referrers))).containsExactly(referrer.toString());
        client.ask("DELETE " + manifests + referrer).expect(202);
        assertThat(digests(client.ask("GET " + referrers))).isEmpty();
    }

    @Test
    void deletingTheSubjectKeepsTheList() {
        client.pushManifest(repository, "subject", Images.MANIFEST, subject);
        Digest referrer = attach("");
        client.ask("DELETE " + manifests + digest).expect(202);
        assertThat(digests(client.ask("GET " + referrers))).containsExactly(referrer.toString());
    }

    @Test
    void manifestsOfDockerAndSubjectsOfUnheardOfAlgorithmsAreListedToo() {
        String image = """
            {"schemaVersion":2,"config":%s,"layers":[],"subject":{"mediaType":"a/b","digest":"other+1:abc","size":1}}\
            """.formatted(Images.descriptor("a/config", config));
        client.ask("PUT " + manifests + "d", image.getBytes(UTF_8), "Content-Type", MediaTypes.DOCKER_MANIFEST)
                .expect(201);
        Answer answer = client.ask("GET /v2/" + repository + "/referrers/other+1:abc");
        assertThat(answer.json().at("/manifests/0/mediaType").stringValue()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
        assertThat(answer.json().at("/manifests/0/artifactType").stringValue()).isEqualTo("a/config");
    }

    @Test
    void theTagOfClientsWithoutThisApiIsATag() {
        String tag = digest.toString().replace(':', '-');
        client.pushManifest(repository, tag, Images.INDEX, Images.index());
        assertThat(client.ask("GET " + manifests + tag).expect(200).body()).isEqualTo(Images.index());
    }

    @Test
    void aMalformedDigestIsRefused() {
        client.ask("GET /v2/" + repository + "/referrers/sha256:x").refused(400, ErrorCode.DIGEST_INVALID);
    }
}
