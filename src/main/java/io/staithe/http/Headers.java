package io.staithe.http;

import io.staithe.oci.Digest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Headers that several answers share. */
public final class Headers {

    static final String API_VERSION = "Docker-Distribution-API-Version";
    static final String CONTENT_DIGEST = "Docker-Content-Digest";
    static final String LOCATION = "Location";
    static final String REQUEST_ID = "X-Request-Id";
    /** The challenge for name and password, RFC 7617. */
    public static final String BASIC = "Basic realm=\"staithe\", charset=\"UTF-8\"";

    static final String REGISTRY_V2 = "registry/2.0";

    /** For content that a digest names: it cannot change. */
    static final String FOREVER = "max-age=31536000, immutable";

    private Headers() {}

    /** Takes back all that was said of content which then could not be sent; the request keeps its id. */
    static void resetAll(HttpServletResponse response) {
        String id = response.getHeader(REQUEST_ID);
        response.reset();
        response.setHeader(API_VERSION, REGISTRY_V2);
        response.setHeader(REQUEST_ID, id);
        noSniffing(response);
    }

    /** A browser must not take content for something else than it is said to be. */
    static void noSniffing(HttpServletResponse response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
    }

    static void digest(HttpServletResponse response, Digest digest) {
        response.setHeader(CONTENT_DIGEST, digest.toString());
        response.setHeader("ETag", etag(digest));
    }

    /** Distribution specification, section "Warnings". */
    static void warn(HttpServletResponse response, String text) {
        response.addHeader("Warning", "299 - \"" + text + '"');
    }

    static void cacheForever(HttpServletResponse response) {
        response.setHeader("Cache-Control", FOREVER);
    }

    static void doNotKeep(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
    }

    /** To be kept only if it is asked each time whether it still holds. */
    static void revalidate(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-cache");
    }

    static String etag(Digest digest) {
        return '"' + digest.toString() + '"';
    }

    /** Entity tags of a header that may stand on several lines and hold several, quoted or not, weak or not. */
    static List<String> entityTags(HttpServletRequest request, String header) {
        List<String> tags = new ArrayList<>();
        for (String line : Collections.list(request.getHeaders(header))) {
            for (String item : line.split(",", -1)) {
                tags.add(bare(item.strip()));
            }
        }
        return tags;
    }

    private static String bare(String tag) {
        String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
        boolean quoted = strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"");
        return quoted ? strong.substring(1, strong.length() - 1) : strong;
    }

    /** Whether the client has what the digest names, RFC 9110, section 13.1.2. */
    static boolean clientHas(HttpServletRequest request, Digest digest) {
        List<String> tags = entityTags(request, "If-None-Match");
        return tags.contains("*") || tags.contains(digest.toString());
    }

    /** A media type without its parameters; null if there is none. */
    static @Nullable String bareMediaType(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        int semicolon = contentType.indexOf(';');
        String bare = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip();
        return bare.isEmpty() ? null : bare;
    }
}
