package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.MediaTypes;
import io.staithe.testing.Answer;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which documents are manifests, and what they may refer to. */
@ExtendWith(SharedRegistry.class)
class ManifestTypesTest {

    private final RegistryClient client;
    private final String repository = Samples.repository();
    private final String manifests = "/v2/" + repository + "/manifests/";
    private final byte[] config = repository.getBytes(UTF_8);

    ManifestTypesTest(RegistryClient client) {
        this.client = client;
        client.pushBlob(repository, config);
    }

    private Answer put(String mediaType, String content) {
        return client.ask("PUT " + manifests + "t", content.getBytes(UTF_8), "Content-Type", mediaType);
    }

    private String image(String mediaType, String config, String layers) {
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(mediaType, config, layers);
    }

    private String config() {
        return Images.descriptor("application/vnd.unheard-of", config);
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_MANIFEST})
    void imagesAreServedWithTheTypeThatTheyHaveWithoutLayersToo(String mediaType) {
        put(mediaType, image(mediaType, config(), "")).expect(201);
        assertThat(client.ask("GET " + manifests + "t").header("Content-Type")).isEqualTo(mediaType);
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaTypes.OCI_INDEX, MediaTypes.DOCKER_LIST})
    void indexesMayBeEmpty(String mediaType) {
        put(mediaType, "{\"schemaVersion\":2,\"mediaType\":\"" + mediaType + "\",\"manifests\":[]}")
                .expect(201);
        assertThat(client.ask("GET " + manifests + "t").header("Content-Type")).isEqualTo(mediaType);
    }

    @Test
    void withoutAContentTypeTheDocumentSaysWhatItIs() {
        String[][] documents = {
            {MediaTypes.DOCKER_MANIFEST, image(MediaTypes.DOCKER_MANIFEST, config(), "")},
            {MediaTypes.OCI_MANIFEST, "{\"schemaVersion\":2,\"config\":" + config() + ",\"layers\":[]}"},
            {MediaTypes.OCI_INDEX, "{\"schemaVersion\":2,\"manifests\":[]}"}
        };
        for (String[] document : documents) {
            client.ask("PUT " + manifests + "t", document[1].getBytes(UTF_8)).expect(201);
            assertThat(client.ask("GET " + manifests + "t").header("Content-Type"))
                    .isEqualTo(document[0]);
        }
    }

    @Test
    void theWithdrawnArtifactManifestIsTakenWithAWarning() {
        String artifact = "{\"mediaType\":\"%s\",\"artifactType\":\"a/b\",\"blobs\":[%s]}"
                .formatted(MediaTypes.OCI_ARTIFACT, config());
        String warning = put(MediaTypes.OCI_ARTIFACT, artifact).expect(201).header("Warning");
        assertThat(warning).matches("299 - \"[^\"]+\"").hasSizeLessThan(4096);
    }

    @Test
    void anIndexMayHoldIndexesAndBlobs() {
        Digest image = client.pushImage(repository, "1", "nested " + repository);
        byte[] manifest = client.ask("GET " + manifests + image).body();
        byte[] inner = Images.index(manifest);
        client.pushManifest(repository, "inner", Images.INDEX, inner);
        client.pushManifest(repository, "outer", Images.INDEX, Images.index(inner, manifest, config));
    }

    @Test
    void aChildThatIsNotThereIsNamed() {
        byte[] child = Images.manifest(Samples.bytes(3));
        Answer answer = client.ask("PUT " + manifests + "1", Images.index(child), "Content-Type", Images.INDEX)
                .refused(400, ErrorCode.MANIFEST_BLOB_UNKNOWN);
        assertThat(answer.json().at("/errors/0/detail").stringValue()).startsWith("sha256:");
    }

    @Test
    void layersThatLieElsewhereNeedNotBeHere() {
        byte[] layer = Samples.bytes(3);
        String foreign = Images.descriptor("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", layer);
        String restricted = Images.descriptor("application/vnd.oci.image.layer.nondistributable.v1.tar+zstd", layer);
        String elsewhere = Images.descriptor("application/vnd.oci.image.layer.v1.tar", layer)
                .replace("}", ",\"urls\":[\"https://other.example/layer\"]}");
        String layers = foreign + "," + restricted + "," + elsewhere;
        put(MediaTypes.OCI_MANIFEST, image(MediaTypes.OCI_MANIFEST, config(), layers))
                .expect(201);
    }

    @Test
    void descriptorsMayCarryDataAndMembersOfTheirOwn() {
        String rich = Images.descriptor("x/y", config)
                .replace("}", ",\"data\":\"e30=\",\"annotations\":{\"a\":\"b\"},\"platform\":{},\"own\":[1]}");
        put(MediaTypes.OCI_MANIFEST, image(MediaTypes.OCI_MANIFEST, rich, rich)).expect(201);
    }

    @Test
    void aMemberThatMakesADocumentTwoThingsIsRefused() {
        String both = "{\"schemaVersion\":2,\"config\":" + config() + ",\"layers\":[],\"manifests\":[]}";
        put(MediaTypes.OCI_MANIFEST, both).refused(400, ErrorCode.MANIFEST_INVALID);
        put(MediaTypes.OCI_INDEX, both).refused(400, ErrorCode.MANIFEST_INVALID);
    }

    @Test
    void aTypeThatContradictsTheDocumentIsRefused() {
        put(MediaTypes.DOCKER_MANIFEST, image(MediaTypes.OCI_MANIFEST, config(), ""))
                .refused(400, ErrorCode.MANIFEST_INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.docker.distribution.manifest.v1+json",
                "application/vnd.docker.distribution.manifest.v1+prettyjws",
                "application/vnd.unheard-of+json"
            })
    void typesOfNoMeaningHereAreRefusedWithASentence(String mediaType) {
        Answer answer = put(mediaType, "{\"schemaVersion\":2,\"config\":" + config() + ",\"layers\":[]}");
        answer.refused(400, ErrorCode.MANIFEST_INVALID);
        assertThat(answer.json().at("/errors/0/message").stringValue())
                .contains(mediaType)
                .contains("is not supported");
    }

    @Test
    void aSparseRegistryTakesAnIndexWhoseChildrenAreStillToCome(@TempDir Path data) {
        try (TestRegistry sparse = TestRegistry.start(data, "staithe.manifest.sparse=true")) {
            byte[] index = Images.index(Images.manifest(config), Images.manifest(config, config));
            sparse.client().pushManifest(repository, "sparse", Images.INDEX, index);
            assertThat(sparse.client().ask("GET " + manifests + "sparse").body())
                    .isEqualTo(index);
        }
    }
}
