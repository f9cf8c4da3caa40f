package io.staithe.http;

import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import io.staithe.manifest.FoundManifest;
import io.staithe.manifest.ManifestDeletions;
import io.staithe.manifest.ManifestPulls;
import io.staithe.manifest.ManifestPush;
import io.staithe.manifest.ManifestPushes;
import io.staithe.manifest.PushNote;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.MediaTypes;
import io.staithe.oci.Reference;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;

/** Manifests: distribution specification, sections "Pulling manifests", "Pushing Manifests", "Deleting Manifests". */
final class ManifestHandler {

    private final ManifestPulls pulls;
    private final ManifestPushes pushes;
    private final ManifestDeletions deletions;
    private final ManifestRequest requests;
    private final AuditTrail trail;
    private final PushNote note;

    ManifestHandler(
            ManifestPulls pulls,
            ManifestPushes pushes,
            ManifestDeletions deletions,
            ManifestRequest requests,
            AuditTrail trail,
            PushNote note) {
        this.pulls = pulls;
        this.pushes = pushes;
        this.deletions = deletions;
        this.requests = requests;
        this.trail = trail;
        this.note = note;
    }

    void handle(Route.Manifest route, Exchange exchange) throws IOException {
        switch (exchange.method()) {
            case "GET", "HEAD" -> pull(route, exchange);
            case "PUT" -> push(route, exchange);
            case "DELETE" -> {
                delete(route, exchange);
                Answers.empty(exchange.response(), 202);
            }
            default -> throw exchange.methodNotAllowed("GET, HEAD, PUT, DELETE");
        }
    }

    private void pull(Route.Manifest route, Exchange exchange) throws IOException {
        boolean head = exchange.method().equals("HEAD");
        FoundManifest manifest =
                head ? pulls.look(route.name(), route.reference()) : pulls.find(route.name(), route.reference());
        HttpServletResponse response = exchange.response();
        if (!head) {
            pulls.count(manifest);
        }
        Headers.digest(response, manifest.digest());
        if (route.reference() instanceof Tag) {
            Headers.revalidate(response);
        } else {
            Headers.cacheForever(response);
        }
        if (Headers.clientHas(exchange.request(), manifest.digest())) {
            response.setStatus(304);
        } else if (head) {
            response.setContentType(manifest.mediaType());
            response.setContentLengthLong(manifest.size());
        } else {
            Answers.body(response, 200, manifest.mediaType(), pulls.content(manifest));
        }
    }

    private void push(Route.Manifest route, Exchange exchange) throws IOException {
        requests.read(route, exchange, push -> store(push, route, exchange.response()));
        Answers.empty(exchange.response(), 201);
    }

    private void delete(Route.Manifest route, Exchange exchange) {
        trail.write(
                () -> {
                    deletions.delete(route.name(), route.reference(), exchange.who());
                    return route;
                },
                deleted -> trail.within(AuditEvent.done(
                        route.reference() instanceof Tag ? "tag.delete" : "manifest.delete",
                        separated(route.name(), route.reference()))));
    }

    private static String separated(RepositoryName name, Reference reference) {
        return name + (reference instanceof Tag ? ":" : "@") + reference;
    }

    private void record(ManifestPush push, boolean stored) {
        if (stored) {
            String tags = push.tags().stream().map(Tag::value).collect(Collectors.joining(" "));
            trail.within(new AuditEvent("manifest.push", separated(push.repository(), push.digest()), true, tags));
        }
    }

    private void store(ManifestPush push, Route.Manifest route, HttpServletResponse response) {
        if (!trail.write(() -> pushes.push(push), stored -> record(push, stored))) {
            throw new Refusal(
                    412, ErrorCode.DENIED, route.reference() + " is not what the request's condition says it is");
        }
        response.setHeader(Headers.LOCATION, "/v2/" + route.name() + "/manifests/" + push.digest());
        Headers.digest(response, push.digest());
        push.manifest().subject().ifPresent(subject -> response.setHeader("OCI-Subject", subject.toString()));
        push.tags().forEach(tag -> response.addHeader("OCI-Tag", tag.value()));
        if (push.manifest().mediaType().equals(MediaTypes.OCI_ARTIFACT)) {
            Headers.warn(
                    response,
                    MediaTypes.OCI_ARTIFACT
                            + " was withdrawn from the image specification: use an image manifest with artifactType");
        }
        note.of(route.name()).ifPresent(text -> Headers.warn(response, text));
    }
}
