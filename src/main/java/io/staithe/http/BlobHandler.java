package io.staithe.http;

import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import io.staithe.blob.BlobLinks;
import io.staithe.blob.BlobLinks.Deletion;
import io.staithe.blob.BlobPulls;
import io.staithe.blob.FoundBlob;
import io.staithe.blobstore.BlobContent;
import io.staithe.blobstore.BytesLostException;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Blobs: distribution specification, sections "Pulling blobs" and "Deleting Blobs". */
final class BlobHandler {

    private static final String OCTETS = "application/octet-stream";

    private final BlobPulls pulls;
    private final BlobLinks links;
    private final BlobSender sender;
    private final AuditTrail trail;

    BlobHandler(BlobPulls pulls, BlobLinks links, BlobSender sender, AuditTrail trail) {
        this.pulls = pulls;
        this.links = links;
        this.sender = sender;
        this.trail = trail;
    }

    void handle(Route.Blob route, Exchange exchange) throws IOException {
        switch (exchange.method()) {
            case "GET" -> get(route, exchange);
            case "HEAD" -> head(route, exchange);
            case "DELETE" -> delete(route, exchange);
            default -> throw exchange.methodNotAllowed("GET, HEAD, DELETE");
        }
    }

    private void head(Route.Blob route, Exchange exchange) {
        FoundBlob blob = pulls.findSound(route.name(), route.digest());
        describe(blob, exchange.response());
        if (Headers.clientHas(exchange.request(), blob.digest())) {
            exchange.response().setStatus(304);
            return;
        }
        exchange.response().setContentType(OCTETS);
        exchange.response().setContentLengthLong(blob.size());
    }

    private void get(Route.Blob route, Exchange exchange) throws IOException {
        FoundBlob blob = pulls.find(route.name(), route.digest());
        HttpServletResponse response = exchange.response();
        if (Headers.clientHas(exchange.request(), blob.digest())) {
            describe(blob, response);
            response.setStatus(304);
            return;
        }
        RangeHeader range = rangeOf(exchange, blob);
        switch (range) {
            case RangeHeader.TooMany() ->
                throw new Refusal(
                        400,
                        ErrorCode.UNSUPPORTED,
                        "more than " + RangeHeader.MOST_RANGES + " ranges in one request: ask for fewer");
            case RangeHeader.Unsatisfiable() ->
                throw new Refusal(
                        416,
                        ErrorCode.SIZE_INVALID,
                        "no range lies within the " + blob.size() + " bytes of the blob",
                        Map.of("Content-Range", "bytes */" + blob.size()));
            case RangeHeader.Whole(), RangeHeader.Parts(var _) -> sendOrSuspect(blob, range, exchange);
        }
    }

    private void sendOrSuspect(FoundBlob blob, RangeHeader range, Exchange exchange) throws IOException {
        try {
            send(blob, range, exchange);
        } catch (BytesLostException e) {
            pulls.suspect(blob);
            throw e;
        }
    }

    private void send(FoundBlob blob, RangeHeader range, Exchange exchange) throws IOException {
        BlobContent content = pulls.open(blob);
        describe(blob, exchange.response());
        List<RangeHeader.Part> parts = range instanceof RangeHeader.Parts(var wanted) ? wanted : List.of();
        Optional<URI> link = parts.size() > 1 ? Optional.empty() : link(content);
        if (link.isPresent()) {
            redirect(exchange.response(), link.get());
            return;
        }
        switch (parts.size()) {
            case 0 -> sender.whole(exchange, content, OCTETS);
            case 1 -> sender.part(exchange, content, parts.getFirst(), OCTETS);
            default -> sender.parts(exchange, content, parts, OCTETS);
        }
    }

    /** Where the client can read the bytes itself. Not for several ranges, of which S3 makes nothing. */
    private static Optional<URI> link(BlobContent content) throws IOException {
        return content instanceof BlobContent.Remote remote
                ? remote.link(new BlobContent.Remote.Headers(OCTETS, Headers.FOREVER))
                : Optional.empty();
    }

    private static void redirect(HttpServletResponse response, URI link) {
        Headers.doNotKeep(response);
        response.setHeader(Headers.LOCATION, link.toString());
        Answers.empty(response, 307);
    }

    /** A range counts only if the client's part is of this content, RFC 9110, section 13.1.5. */
    private static RangeHeader rangeOf(Exchange exchange, FoundBlob blob) {
        String condition = exchange.request().getHeader("If-Range");
        if (condition != null && !condition.strip().equals(Headers.etag(blob.digest()))) {
            return new RangeHeader.Whole();
        }
        return RangeHeader.parse(exchange.request().getHeader("Range"), blob.size());
    }

    private static void describe(FoundBlob blob, HttpServletResponse response) {
        Headers.digest(response, blob.digest());
        Headers.cacheForever(response);
        response.setHeader("Accept-Ranges", "bytes");
    }

    private void record(Route.Blob route, Deletion deletion) {
        if (deletion instanceof Deletion.Deleted) {
            trail.within(AuditEvent.done("blob.delete", route.name() + "@" + route.digest()));
        }
    }

    private void delete(Route.Blob route, Exchange exchange) {
        Deletion deletion = trail.write(() -> links.delete(route.name(), route.digest()), done -> record(route, done));
        switch (deletion) {
            case Deletion.Deleted() -> Answers.empty(exchange.response(), 202);
            case Deletion.Referenced(var manifest) ->
                throw new Refusal(
                        405,
                        ErrorCode.UNSUPPORTED,
                        "the manifest " + manifest + " refers to the blob: delete the manifest first",
                        Map.of("Allow", "GET, HEAD"));
            case Deletion.Unknown() ->
                throw new RegistryException(
                        ErrorCode.BLOB_UNKNOWN, route.name() + " has no blob " + route.digest() + " to delete");
        }
    }
}
