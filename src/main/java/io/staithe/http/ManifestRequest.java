package io.staithe.http;

import io.staithe.manifest.ManifestPush;
import io.staithe.manifest.ManifestPush.Precondition;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Manifest;
import io.staithe.oci.ManifestParser;
import io.staithe.oci.Reference;
import io.staithe.oci.RegistryException;
import io.staithe.oci.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads and verifies the request that pushes a manifest. */
final class ManifestRequest {

    /** The specification asks for ten. */
    static final int MOST_TAGS = 100;

    private final int maxSize;
    private final LargeBodies bodies;

    /** @param maxSize of a manifest, in bytes */
    ManifestRequest(int maxSize, LargeBodies bodies) {
        this.maxSize = maxSize;
        this.bodies = bodies;
    }

    /** Reads a push and hands it on. */
    void read(Route.Manifest route, Exchange exchange, Consumer<ManifestPush> use) throws IOException {
        List<Tag> tags = tags(route.reference(), exchange.query());
        HttpServletRequest request = exchange.request();
        Precondition precondition = precondition(request);
        requireSize(request.getContentLengthLong());
        bodies.read(request.getInputStream(), maxSize + 1, content -> {
            requireSize(content.length);
            Digest digest = verified(route.reference(), content);
            Manifest manifest = ManifestParser.parse(content, Headers.bareMediaType(request.getContentType()));
            use.accept(new ManifestPush(route.name(), digest, tags, manifest, content, precondition, exchange.who()));
        });
    }

    private static List<Tag> tags(Reference reference, Query query) {
        List<String> named = query.all("tag");
        if (named.size() > MOST_TAGS) {
            throw new Refusal(
                    414,
                    ErrorCode.UNSUPPORTED,
                    "more than " + MOST_TAGS + " tags in one request: push again for the rest");
        }
        return switch (reference) {
            case Digest _ -> named.stream().map(Tag::parse).distinct().toList();
            case Tag tag when named.isEmpty() -> List.of(tag);
            case Tag _ ->
                throw new Refusal(
                        400, ErrorCode.UNSUPPORTED, "the parameter 'tag' needs a digest in the path, not a tag");
        };
    }

    /** Asked of what is announced and of what arrived, since a chunked body does not say how long it will be. */
    private void requireSize(long size) {
        if (size > maxSize) {
            throw new Refusal(
                    413,
                    ErrorCode.MANIFEST_INVALID,
                    "the manifest is larger than " + maxSize + " bytes, the most that is taken");
        }
    }

    private static Digest verified(Reference reference, byte[] content) {
        return switch (reference) {
            case Tag _ -> Digest.of(Algorithm.SHA256, content);
            case Digest expected -> {
                Digest found = Digest.of(expected.verifiableBy(), content);
                if (!found.equals(expected)) {
                    throw new RegistryException(
                            ErrorCode.DIGEST_INVALID, "the manifest has the digest " + found + ", not " + expected);
                }
                yield found;
            }
        };
    }

    private static Precondition precondition(HttpServletRequest request) {
        if (Headers.entityTags(request, "If-None-Match").contains("*")) {
            return new Precondition.Absent();
        }
        List<String> matches = Headers.entityTags(request, "If-Match");
        if (matches.isEmpty()) {
            return new Precondition.None();
        }
        if (matches.contains("*")) {
            return new Precondition.Present();
        }
        return new Precondition.Matches(
                matches.stream().flatMap(ManifestRequest::digest).toList());
    }

    private static Stream<Digest> digest(String entityTag) {
        try {
            return Stream.of(Digest.parse(entityTag));
        } catch (RegistryException e) {
            return Stream.of();
        }
    }
}
