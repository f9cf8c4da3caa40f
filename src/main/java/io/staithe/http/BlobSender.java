package io.staithe.http;

import io.micrometer.core.instrument.Counter;
import io.staithe.blobstore.BlobContent;
import io.staithe.http.RangeHeader.Part;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Sends content or parts of it. A file goes from the page cache to the socket without passing through this process where
 * the connection allows it.
 */
final class BlobSender {

    /** Tomcat's own threshold for the files that it serves. */
    private static final long LEAST_SENDFILE_BYTES = 48 << 10;

    private static final int COPY_BYTES = 16 << 10;
    private static final String SENDFILE = "org.apache.tomcat.sendfile.";

    private final boolean sendfile;
    private final Counter sent;

    /** @param sendfile whether the kernel may send files by itself */
    BlobSender(boolean sendfile, Counter sent) {
        this.sendfile = sendfile;
        this.sent = sent;
    }

    void whole(Exchange exchange, BlobContent content, String mediaType) throws IOException {
        exchange.response().setContentType(mediaType);
        exchange.response().setContentLengthLong(content.size());
        send(exchange, content, new Part(0, content.size()));
    }

    void part(Exchange exchange, BlobContent content, Part part, String mediaType) throws IOException {
        HttpServletResponse response = exchange.response();
        response.setStatus(206);
        response.setContentType(mediaType);
        response.setHeader("Content-Range", contentRange(part, content.size()));
        response.setContentLengthLong(part.length());
        send(exchange, content, part);
    }

    /** One body part for each range, in the order of the request, RFC 9110, section 14.6. */
    void parts(Exchange exchange, BlobContent content, List<Part> parts, String mediaType) throws IOException {
        MultipartRanges multipart = new MultipartRanges(parts, content.size(), mediaType);
        HttpServletResponse response = exchange.response();
        response.setStatus(206);
        response.setContentType(multipart.contentType());
        response.setContentLengthLong(multipart.length());
        for (Part part : parts) {
            response.getOutputStream().write(multipart.head(part));
            copy(content, part, response);
        }
        response.getOutputStream().write(multipart.end());
        sent.increment((double) multipart.length());
    }

    private void send(Exchange exchange, BlobContent content, Part part) throws IOException {
        HttpServletRequest request = exchange.request();
        if (content instanceof BlobContent.LocalFile file && canSendfile(request, part)) {
            request.setAttribute(SENDFILE + "filename", file.path().toString());
            request.setAttribute(SENDFILE + "start", part.start());
            request.setAttribute(SENDFILE + "end", part.start() + part.length());
        } else {
            copy(content, part, exchange.response());
        }
        sent.increment((double) part.length());
    }

    private boolean canSendfile(HttpServletRequest request, Part part) {
        return sendfile
                && part.length() >= LEAST_SENDFILE_BYTES
                && Boolean.TRUE.equals(request.getAttribute(SENDFILE + "support"));
    }

    private static void copy(BlobContent content, Part part, HttpServletResponse response) throws IOException {
        byte[] buffer = new byte[Math.clamp(part.length(), 1, COPY_BYTES)];
        try (InputStream stream = content.read(part.start(), part.length())) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                response.getOutputStream().write(buffer, 0, count);
            }
        }
    }

    static String contentRange(Part part, long size) {
        return "bytes " + part.start() + "-" + part.end() + "/" + size;
    }
}
