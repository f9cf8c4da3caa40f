package io.staithe.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A manifest as JSON, read member by member; each member that is not as the specification says is refused by name. */
final class ManifestNode {

    private final JsonNode node;

    ManifestNode(JsonNode node) {
        this.node = node;
    }

    static RegistryException invalid(String message) {
        return new RegistryException(ErrorCode.MANIFEST_INVALID, message);
    }

    boolean has(String member) {
        return node.has(member);
    }

    void requireSchemaVersion2() {
        JsonNode version = node.path("schemaVersion");
        if (!version.isIntegralNumber() || version.asInt(0) != 2) {
            throw invalid("'schemaVersion' must be 2");
        }
    }

    void forbid(String member, String kind) {
        if (node.has(member)) {
            throw invalid(kind + " must not have '" + member + "'");
        }
    }

    Optional<String> text(String member) {
        JsonNode value = node.path(member);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw invalid("'" + member + "' must be a string");
        }
        return Optional.of(printable(value.stringValue(), member));
    }

    Optional<Digest> subject() {
        JsonNode subject = node.path("subject");
        return subject.isMissingNode() || subject.isNull()
                ? Optional.empty()
                : Optional.of(descriptor(subject, "subject").digest());
    }

    String annotations() {
        JsonNode annotations = node.path("annotations");
        if (annotations.isMissingNode() || annotations.isNull()) {
            return "{}";
        }
        if (!annotations.isObject()) {
            throw invalid("'annotations' must be an object");
        }
        for (JsonNode value : annotations) {
            if (!value.isString()) {
                throw invalid("the values of 'annotations' must be strings");
            }
        }
        return annotations.toString();
    }

    Descriptor descriptor(String member) {
        if (!node.has(member)) {
            throw invalid("'" + member + "' is missing");
        }
        return descriptor(node.path(member), member);
    }

    List<Descriptor> descriptors(String member) {
        JsonNode list = node.path(member);
        if (!list.isArray()) {
            throw invalid("'" + member + "' must be a list");
        }
        List<Descriptor> descriptors = new ArrayList<>(list.size());
        for (JsonNode item : list) {
            descriptors.add(descriptor(item, member + "[" + descriptors.size() + "]"));
        }
        return List.copyOf(descriptors);
    }

    private static Descriptor descriptor(JsonNode item, String where) {
        JsonNode mediaType = item.path("mediaType");
        if (!mediaType.isString()) {
            throw invalid("'" + where + ".mediaType' must be a string");
        }
        JsonNode size = item.path("size");
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
            throw invalid("'" + where + ".size' must be a number of bytes, 0 or more");
        }
        boolean external = MediaTypes.isNonDistributable(mediaType.stringValue())
                || !item.path("urls").isEmpty();
        String type = printable(mediaType.stringValue(), where + ".mediaType");
        return new Descriptor(type, digest(item, where), size.longValue(), external);
    }

    /** Media types are stored, compared and shown, and none has a character like that. */
    private static String printable(String text, String where) {
        if (!Quoted.isPrintable(text)) {
            throw invalid("'" + where + "' has characters that cannot be printed");
        }
        return text;
    }

    private static Digest digest(JsonNode item, String where) {
        JsonNode digest = item.path("digest");
        if (!digest.isString()) {
            throw invalid("'" + where + ".digest' must be a string");
        }
        try {
            return Digest.parse(digest.stringValue());
        } catch (RegistryException e) {
            throw invalid("'" + where + ".digest': " + e.getMessage());
        }
    }
}
