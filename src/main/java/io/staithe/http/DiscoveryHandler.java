package io.staithe.http;

import io.staithe.manifest.Listings;
import io.staithe.manifest.Page;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What the registry says of itself: {@code /v2/} and the extension {@code _oci}. */
final class DiscoveryHandler {

    private static final Extension OCI = new Extension(
            "_oci",
            "https://github.com/opencontainers/distribution-spec/blob/main/extensions/_oci.md",
            "Lists the extensions of this registry",
            List.of("_oci/ext/discover"));

    private final Listings listings;

    DiscoveryHandler(Listings listings) {
        this.listings = listings;
    }

    private record Extension(String name, String url, String description, List<String> endpoints) {}

    private record Extensions(List<Extension> extensions) {}

    void base(Exchange exchange) throws IOException {
        exchange.requireRead();
        Answers.json(exchange.response(), 200, Map.of());
    }

    void extensions(Route.Discover route, Exchange exchange) throws IOException {
        exchange.requireRead();
        route.repository().ifPresent(name -> listings.tags(name, new Page.Request(OptionalInt.of(0), "")));
        Answers.json(exchange.response(), 200, new Extensions(List.of(OCI)));
    }
}
