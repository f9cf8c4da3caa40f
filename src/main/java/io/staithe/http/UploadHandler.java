package io.staithe.http;

import io.micrometer.core.instrument.Counter;
import io.staithe.access.Action;
import io.staithe.access.Rights;
import io.staithe.blob.BlobLinks;
import io.staithe.blob.BlobUploads;
import io.staithe.blob.UploadBody;
import io.staithe.blob.UploadBody.ContentRange;
import io.staithe.blob.UploadResult;
import io.staithe.manifest.PushNote;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Quoted;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.UploadId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Upload sessions: distribution specification, sections "Pushing blobs" and "Mounting a blob". */
final class UploadHandler {

    private static final Logger log = LoggerFactory.getLogger(UploadHandler.class);

    private final BlobUploads uploads;
    private final BlobLinks links;
    private final PushNote note;
    private final Counter received;

    UploadHandler(BlobUploads uploads, BlobLinks links, PushNote note, Counter received) {
        this.uploads = uploads;
        this.links = links;
        this.note = note;
        this.received = received;
    }

    void start(Route.Uploads route, Exchange exchange) throws IOException {
        if (!exchange.method().equals("POST")) {
            throw exchange.methodNotAllowed("POST");
        }
        Query query = exchange.query();
        Optional<String> digest = query.first("digest");
        if (digest.isPresent()) {
            pushAtOnce(route.name(), Digest.parse(digest.get()), exchange);
        } else if (!mounted(route.name(), query, exchange)) {
            Algorithm algorithm =
                    query.first("digest-algorithm").map(Algorithm::parse).orElse(Algorithm.SHA256);
            UploadId id = uploads.start(route.name(), algorithm, owner(exchange));
            describe(route.name(), id, 0, exchange.response());
            Answers.empty(exchange.response(), 202);
        }
    }

    private static String owner(Exchange exchange) {
        return exchange.rights().caller().subject().id();
    }

    private void pushAtOnce(RepositoryName repository, Digest digest, Exchange exchange) throws IOException {
        UploadId id = uploads.start(repository, digest.verifiableBy(), owner(exchange));
        try {
            finish(repository, id, digest, exchange);
        } catch (IOException | RuntimeException e) {
            cancelQuietly(repository, id);
            throw e;
        }
    }

    /** A digest that did not match has ended the session already; one that cannot be ended now expires. */
    private void cancelQuietly(RepositoryName repository, UploadId id) {
        try {
            uploads.cancel(repository, id);
        } catch (RegistryException | DataAccessException e) {
            log.debug("Upload {} could not be cancelled: {}", id, e.getMessage());
        }
    }

    /** A mount that cannot be is no error, nor one from where the caller may not read: the client uploads instead. */
    private boolean mounted(RepositoryName target, Query query, Exchange exchange) {
        Optional<Digest> digest = query.first("mount").flatMap(UploadHandler::digest);
        if (digest.isEmpty()) {
            return false;
        }
        Optional<RepositoryName> source = source(query);
        Rights rights = exchange.rights();
        boolean readable = source.isEmpty() || rights.may(source.get(), Action.PULL);
        boolean misnamed = source.isEmpty() && !query.first("from").orElse("").isEmpty();
        if (misnamed
                || !readable
                || !links.mount(target, digest.get(), source, name -> rights.may(name, Action.PULL))) {
            return false;
        }
        created(target, digest.get(), exchange.response());
        return true;
    }

    /** Where a mount reads from; empty if it is not named, or by no name. */
    static Optional<RepositoryName> source(Query query) {
        return query.first("from").flatMap(UploadHandler::name);
    }

    private static Optional<Digest> digest(String text) {
        try {
            return Optional.of(Digest.parse(text));
        } catch (RegistryException e) {
            return Optional.empty();
        }
    }

    private static Optional<RepositoryName> name(String text) {
        try {
            return Optional.of(RepositoryName.parse(text));
        } catch (RegistryException e) {
            return Optional.empty();
        }
    }

    void handle(Route.Upload route, Exchange exchange) throws IOException {
        UploadId id = route.id()
                .orElseThrow(() -> new RegistryException(
                        ErrorCode.BLOB_UPLOAD_UNKNOWN, "there is no such upload in " + route.name()));
        uploads.requireOwner(id, exchange.rights()::owns);
        switch (exchange.method()) {
            case "PATCH" -> append(route.name(), id, exchange);
            case "PUT" -> {
                String digest = exchange.query().required("digest", ErrorCode.DIGEST_INVALID);
                finish(route.name(), id, Digest.parse(digest), exchange);
            }
            case "GET", "HEAD" -> {
                describe(route.name(), id, uploads.size(route.name(), id), exchange.response());
                exchange.response().setStatus(204);
            }
            case "DELETE" -> {
                uploads.cancel(route.name(), id);
                exchange.response().setStatus(204);
            }
            default -> throw exchange.methodNotAllowed("GET, HEAD, PATCH, PUT, DELETE");
        }
    }

    private void append(RepositoryName repository, UploadId id, Exchange exchange) throws IOException {
        UploadBody body = body(repository, id, exchange);
        answer(uploads.append(repository, id, body), repository, id, exchange.response());
    }

    private void finish(RepositoryName repository, UploadId id, Digest digest, Exchange exchange) throws IOException {
        UploadBody body = body(repository, id, exchange);
        answer(uploads.finish(repository, id, digest, body), repository, id, exchange.response());
    }

    private UploadBody body(RepositoryName repository, UploadId id, Exchange exchange) throws IOException {
        HttpServletRequest request = exchange.request();
        String header = request.getHeader("Content-Range");
        Optional<ContentRange> range = Optional.empty();
        if (header != null) {
            range = UploadRange.parse(header.strip());
            if (range.isEmpty()) {
                throw outOfOrder(
                        repository,
                        id,
                        uploads.size(repository, id),
                        "'" + Quoted.shortened(header) + "' is not '<first byte>-<last byte>'");
            }
        }
        CountedStream stream = new CountedStream(request.getInputStream(), received);
        return new UploadBody(stream, request.getContentLengthLong(), range);
    }

    private void answer(UploadResult result, RepositoryName repository, UploadId id, HttpServletResponse response) {
        switch (result) {
            case UploadResult.Appended(long size) -> {
                describe(repository, id, size, response);
                Answers.empty(response, 202);
            }
            case UploadResult.Finished(Digest digest) -> {
                note.of(repository).ifPresent(text -> Headers.warn(response, text));
                created(repository, digest, response);
            }
            case UploadResult.OutOfOrder(long size) ->
                throw outOfOrder(
                        repository,
                        id,
                        size,
                        "the upload has " + size
                                + " bytes and the request's do not follow, or another request is writing");
        }
    }

    private static Refusal outOfOrder(RepositoryName repository, UploadId id, long size, String message) {
        return new Refusal(
                416,
                ErrorCode.BLOB_UPLOAD_INVALID,
                message,
                Map.of(Headers.LOCATION, location(repository, id), "Range", range(size)));
    }

    private static void created(RepositoryName repository, Digest digest, HttpServletResponse response) {
        response.setHeader(Headers.LOCATION, "/v2/" + repository + "/blobs/" + digest);
        response.setHeader(Headers.CONTENT_DIGEST, digest.toString());
        Answers.empty(response, 201);
    }

    private static void describe(RepositoryName repository, UploadId id, long size, HttpServletResponse response) {
        response.setHeader(Headers.LOCATION, location(repository, id));
        response.setHeader("Range", range(size));
        response.setHeader("Docker-Upload-UUID", id.value());
    }

    private static String location(RepositoryName repository, UploadId id) {
        return "/v2/" + repository + "/blobs/uploads/" + id;
    }

    /** Docker reads it as two numbers, so an empty upload says {@code 0-0} too. */
    private static String range(long size) {
        return "0-" + Math.max(0, size - 1);
    }
}
