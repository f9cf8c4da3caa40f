package io.staithe.http;

import io.staithe.access.Rights;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Quoted;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** Hands each request below {@code /v2/} to the handler of its route. */
final class RegistryHandler {

    private final BlobHandler blobs;
    private final UploadHandler uploads;
    private final ManifestHandler manifests;
    private final ListHandler lists;
    private final DiscoveryHandler discovery;
    private final FailureHandler failures;

    RegistryHandler(
            BlobHandler blobs,
            UploadHandler uploads,
            ManifestHandler manifests,
            ListHandler lists,
            DiscoveryHandler discovery,
            FailureHandler failures) {
        this.blobs = blobs;
        this.uploads = uploads;
        this.manifests = manifests;
        this.lists = lists;
        this.discovery = discovery;
        this.failures = failures;
    }

    void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(Headers.API_VERSION, Headers.REGISTRY_V2);
        try {
            dispatch(new Exchange(request, response));
        } catch (IOException | RuntimeException e) {
            failures.answer(request, response, e);
        }
    }

    private void dispatch(Exchange exchange) throws IOException {
        switch (Routes.of(exchange.request())) {
            case Route.Blob route -> blobs.handle(route, exchange);
            case Route.Manifest route -> manifests.handle(route, exchange);
            case Route.Uploads route -> uploads.start(route, exchange);
            case Route.Upload route -> uploads.handle(route, exchange);
            case Route.TagList route -> lists.tags(route, exchange);
            case Route.Catalog _ -> lists.repositories(exchange);
            case Route.Referrers route -> lists.referrers(route, exchange);
            case Route.Base _ -> discovery.base(exchange);
            case Route.Discover route -> discovery.extensions(route, exchange);
            case Route.Refused refused -> throw refused.reason();
        }
    }

    /** One request and its answer. */
    record Exchange(HttpServletRequest request, HttpServletResponse response) {

        /** What the caller may do. */
        Rights rights() {
            return CallerAuthentication.current(request);
        }

        /** The subject or address that asks, for what is remembered. */
        String who() {
            return CallerAuthentication.who(request);
        }

        String method() {
            return request.getMethod();
        }

        Query query() {
            return Query.of(request);
        }

        /** @param allowed the methods of this resource, comma-separated */
        Refusal methodNotAllowed(String allowed) {
            return new Refusal(
                    405,
                    ErrorCode.UNSUPPORTED,
                    "the method " + Quoted.shortened(method()) + " does not apply here: use " + allowed,
                    Map.of("Allow", allowed));
        }

        /** For resources that can only be read. */
        void requireRead() {
            if (!method().equals("GET") && !method().equals("HEAD")) {
                throw methodNotAllowed("GET, HEAD");
            }
        }
    }
}
