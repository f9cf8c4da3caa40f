package io.staithe.oci;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.Fuzz;
import io.staithe.testing.Images;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is pushed is a manifest in which all is as it must be, or is refused as none. */
class ManifestFuzzTest {

    private static final int ROUNDS = 30_000;
    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] CONTENT = {1, 2, 3};
    private static final String IMAGE = new String(
            Images.manifestWith(
                    "\"artifactType\":\"a/b\",\"annotations\":{\"k\":\"v\"},\"subject\":"
                            + Images.descriptor(Images.MANIFEST, CONTENT) + ",",
                    CONTENT,
                    CONTENT),
            UTF_8);
    private static final String INDEX = new String(Images.index(CONTENT, CONTENT), UTF_8);
    private static final String[] MEMBERS = {
        "schemaVersion",
        "mediaType",
        "config",
        "layers",
        "manifests",
        "blobs",
        "subject",
        "annotations",
        "digest",
        "size",
        "urls",
        "artifactType"
    };
    private static final String[] VALUES = {
        "2",
        "-1",
        "1e999",
        "9".repeat(30),
        "null",
        "true",
        "\"\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"" + MediaTypes.OCI_INDEX + "\"",
        "\"" + MediaTypes.OCI_ARTIFACT + "\"",
        "\"sha256:" + "0".repeat(64) + "\"",
        "[]",
        "[[]]",
        "[null]",
        "{}",
        "{\"a\":1}",
        "{\"a\":\"b\"}",
        Images.descriptor("x/y", CONTENT),
        "[" + Images.descriptor("x/y", CONTENT) + "]"
    };

    private final Fuzz fuzz = new Fuzz();

    private static Optional<Manifest> parse(byte[] content, String contentType) {
        try {
            return Optional.of(ManifestParser.parse(content, contentType.isEmpty() ? null : contentType));
        } catch (RegistryException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_INVALID);
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(900);
            assertThat(JSON.writeValueAsBytes(e.getMessage())).isNotEmpty();
            return Optional.empty();
        }
    }

    private void requireSound(byte[] content, String contentType) {
        parse(content, contentType).ifPresent(manifest -> {
            assertThat(manifest.mediaType())
                    .isIn(
                            MediaTypes.OCI_MANIFEST,
                            MediaTypes.OCI_INDEX,
                            MediaTypes.OCI_ARTIFACT,
                            MediaTypes.DOCKER_MANIFEST,
                            MediaTypes.DOCKER_LIST);
            assertThat(JSON.readTree(manifest.annotations()).isObject()).isTrue();
            assertThat(descriptors(manifest))
                    .allSatisfy(descriptor -> assertThat(descriptor.size()).isNotNegative());
            assertThat(parse(content, contentType)).contains(manifest);
        });
    }

    private static List<Descriptor> descriptors(Manifest manifest) {
        return switch (manifest) {
            case Manifest.Image image -> image.blobs();
            case Manifest.Index index -> index.entries();
        };
    }

    private String contentType() {
        return fuzz.oneOf("", "", MediaTypes.OCI_MANIFEST, MediaTypes.OCI_INDEX, MediaTypes.OCI_ARTIFACT, "x");
    }

    @Test
    void documentsWithPlacesChanged() {
        fuzz.check(
                ROUNDS,
                () -> fuzz.mutated(fuzz.oneOf(IMAGE, INDEX)),
                text -> requireSound(text.getBytes(UTF_8), contentType()));
    }

    @Test
    void documentsWithBytesThatAreNoText() {
        fuzz.check(
                ROUNDS / 4,
                () -> fuzz.mutated(fuzz.oneOf(IMAGE, INDEX)) + (char) fuzz.below(256),
                text -> requireSound(text.getBytes(ISO_8859_1), contentType()));
    }

    @Test
    void documentsMadeOfMembersThatMayOrMayNotBelong() {
        fuzz.check(ROUNDS, this::document, text -> requireSound(text.getBytes(UTF_8), contentType()));
    }

    private String document() {
        StringBuilder document = new StringBuilder("{\"schemaVersion\":2");
        for (int count = fuzz.below(6); count > 0; count--) {
            document.append(",\"").append(fuzz.oneOf(MEMBERS)).append("\":").append(fuzz.oneOf(VALUES));
        }
        return document.append('}').toString();
    }

    @Test
    void membersReplaced() {
        fuzz.check(
                ROUNDS,
                () -> {
                    String member = "\"" + fuzz.oneOf(MEMBERS) + "\":";
                    return fuzz.oneOf(IMAGE, INDEX).replace(member, member + fuzz.oneOf(VALUES) + ",\"was\":");
                },
                text -> requireSound(text.getBytes(UTF_8), contentType()));
    }

    @Test
    void depthAndLengthHaveBounds() {
        fuzz.check(
                200,
                () -> fuzz.oneOf("[", "{\"a\":", "{\"layers\":[", "\"", "9", " ", "{\"a\":1},")
                        .repeat(1 + fuzz.below(100_000)),
                text -> requireSound(text.getBytes(UTF_8), contentType()));
    }
}
