package io.staithe.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

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
}
