package io.staithe.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.staithe.http.RangeHeader.Part;
import java.util.List;
import java.util.UUID;

/** The frame of a {@code multipart/byteranges} body, RFC 9110, section 14.6. Its length is known before it is sent. */
final class MultipartRanges {

    private final String boundary = UUID.randomUUID().toString();
    private final List<Part> parts;
    private final long size;
    private final String mediaType;

    /** @param size of the whole content, in bytes */
    MultipartRanges(List<Part> parts, long size, String mediaType) {
        this.parts = parts;
        this.size = size;
        this.mediaType = mediaType;
    }

    String contentType() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    long length() {
        long framed = parts.stream()
                .mapToLong(part -> head(part).length + part.length())
                .sum();
        return framed + end().length;
    }

    /** What stands before the bytes of a part. */
    byte[] head(Part part) {
        return """
            \r
            --%s\r
            Content-Type: %s\r
            Content-Range: %s\r
            \r
            """.formatted(boundary, mediaType, BlobSender.contentRange(part, size))
                .getBytes(US_ASCII);
    }

    byte[] end() {
        return "\r\n--%s--\r\n".formatted(boundary).getBytes(US_ASCII);
    }
}
