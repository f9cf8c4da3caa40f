package io.staithe.oci;

import static io.staithe.oci.MediaTypes.DOCKER_LIST;
import static io.staithe.oci.MediaTypes.DOCKER_MANIFEST;
import static io.staithe.oci.MediaTypes.OCI_ARTIFACT;
import static io.staithe.oci.MediaTypes.OCI_INDEX;
import static io.staithe.oci.MediaTypes.OCI_MANIFEST;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads manifests and refuses what is none. Duplicate keys and trailing text are refused, since two readers could take
 * such a document for two different manifests. Thread-safe.
 */
public final class ManifestParser {

    /** A manifest of a few megabytes that is nothing but brackets becomes many times its size in memory. */
    private static final int MOST_TOKENS = 250_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ManifestParser() {}

    /**
     * @param contentType the bare media type of the request; null if it named none
     * @throws RegistryException {@code MANIFEST_INVALID} with the reason
     */
    public static Manifest parse(byte[] content, @Nullable String contentType) {
        ManifestNode document = new ManifestNode(read(content));
        String mediaType = mediaType(document, contentType);
        return switch (mediaType) {
            case OCI_MANIFEST, DOCKER_MANIFEST -> image(document, mediaType);
            case OCI_INDEX, DOCKER_LIST -> index(document, mediaType);
            case OCI_ARTIFACT -> artifact(document);
            default ->
                throw ManifestNode.invalid("the manifest type '" + Quoted.shortened(mediaType)
                        + "' is not supported: push an OCI image manifest or index, or a Docker schema 2"
                        + " manifest or list");
        };
    }

    private static JsonNode read(byte[] content) {
        JsonNode node;
        try {
            node = JSON.readTree(utf8(content));
        } catch (JacksonException e) {
            throw ManifestNode.invalid(
                    "the manifest is not well-formed JSON: " + Quoted.shortened(e.getOriginalMessage()));
        }
        if (!node.isObject()) {
            throw ManifestNode.invalid("the manifest is not a JSON object");
        }
        return node;
    }

    /** The only encoding of JSON, RFC 8259, section 8.1; the parser by itself would guess others too. */
    private static String utf8(byte[] content) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw ManifestNode.invalid("the manifest is not UTF-8");
        }
    }

    private static String mediaType(ManifestNode document, @Nullable String contentType) {
        Optional<String> declared = document.text("mediaType");
        if (contentType != null && declared.isPresent() && !declared.get().equals(contentType)) {
            throw ManifestNode.invalid("the manifest says mediaType '" + Quoted.shortened(declared.get())
                    + "' but the request says Content-Type '" + Quoted.shortened(contentType) + "'");
        }
        if (contentType != null) {
            return contentType;
        }
        return declared.orElseGet(() -> document.has("manifests") ? OCI_INDEX : OCI_MANIFEST);
    }

    private static Manifest image(ManifestNode document, String mediaType) {
        document.requireSchemaVersion2();
        document.forbid("manifests", "an image manifest");
        Descriptor config = document.descriptor("config");
        List<Descriptor> layers = document.descriptors("layers");
        Optional<String> artifactType = document.text("artifactType").filter(type -> !type.isEmpty());
        return new Manifest.Image(
                mediaType,
                artifactType.or(() -> Optional.of(config.mediaType())),
                document.subject(),
                document.annotations(),
                concat(config, layers));
    }

    private static Manifest index(ManifestNode document, String mediaType) {
        document.requireSchemaVersion2();
        document.forbid("config", "an index");
        document.forbid("layers", "an index");
        return new Manifest.Index(
                mediaType,
                document.text("artifactType").filter(type -> !type.isEmpty()),
                document.subject(),
                document.annotations(),
                document.descriptors("manifests"));
    }

    private static Manifest artifact(ManifestNode document) {
        document.forbid("manifests", "an artifact manifest");
        document.forbid("layers", "an artifact manifest");
        return new Manifest.Image(
                OCI_ARTIFACT,
                document.text("artifactType"),
                document.subject(),
                document.annotations(),
                document.has("blobs") ? document.descriptors("blobs") : List.of());
    }

    private static List<Descriptor> concat(Descriptor config, List<Descriptor> layers) {
        return Stream.concat(Stream.of(config), layers.stream()).toList();
    }
}
