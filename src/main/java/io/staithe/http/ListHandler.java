package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.staithe.access.Rights;
import io.staithe.manifest.Listings;
import io.staithe.manifest.Page;
import io.staithe.manifest.Referrers;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.MediaTypes;
import io.staithe.oci.Referrer;
import io.staithe.oci.RepositoryName;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Lists: distribution specification, sections "Listing Tags" and "Listing Referrers", and Docker's catalogue. Further
 * pages are named by {@code Link}, RFC 8288.
 */
final class ListHandler {

    private static final String FILTER = "&artifactType=";

    /** Encoded it may be three times as long, which fits in an answer's header. */
    private static final int LONGEST_FILTER = 4096;

    private final Listings listings;
    private final Referrers referrers;

    ListHandler(Listings listings, Referrers referrers) {
        this.listings = listings;
        this.referrers = referrers;
    }

    private record TagList(String name, List<String> tags) {}

    private record Catalog(List<String> repositories) {}

    private record Index(int schemaVersion, String mediaType, List<Entry> manifests) {}

    private record Entry(
            String mediaType,
            String digest,
            long size,
            @Nullable String artifactType,
            @JsonRawValue @Nullable String annotations) {}

    void tags(Route.TagList route, Exchange exchange) throws IOException {
        exchange.requireRead();
        Page<String> page = listings.tags(route.name(), request(exchange.query()));
        link(exchange, page, "/v2/" + route.name() + "/tags/list", "");
        Answers.json(exchange.response(), 200, new TagList(route.name().value(), page.entries()));
    }

    void repositories(Exchange exchange) throws IOException {
        exchange.requireRead();
        Rights rights = exchange.rights();
        Page<RepositoryName> page = listings.repositories(request(exchange.query()), name -> rights.sees(name));
        link(exchange, page, "/v2/_catalog", "");
        List<String> names = page.entries().stream().map(RepositoryName::value).toList();
        Answers.json(exchange.response(), 200, new Catalog(names));
    }

    void referrers(Route.Referrers route, Exchange exchange) throws IOException {
        exchange.requireRead();
        Query query = exchange.query();
        List<String> types = types(query);
        Page<Referrer> page = referrers.list(route.name(), route.subject(), types, request(query));
        StringBuilder filter = new StringBuilder();
        types.forEach(type -> filter.append(FILTER).append(URLEncoder.encode(type, UTF_8)));
        link(exchange, page, "/v2/" + route.name() + "/referrers/" + route.subject(), filter.toString());
        if (!types.isEmpty()) {
            exchange.response().setHeader("OCI-Filters-Applied", "artifactType");
        }
        List<Entry> entries = page.entries().stream().map(ListHandler::entry).toList();
        Answers.json(exchange.response(), 200, MediaTypes.OCI_INDEX, new Index(2, MediaTypes.OCI_INDEX, entries));
    }

    /** They come back in the answer's link, which has to fit in a header. */
    private static List<String> types(Query query) {
        List<String> types = query.all("artifactType").stream()
                .filter(type -> !type.isEmpty())
                .map(type -> type.replace(' ', '+'))
                .distinct()
                .toList();
        if (types.stream().mapToInt(type -> FILTER.length() + type.length()).sum() > LONGEST_FILTER) {
            throw new Refusal(
                    414, ErrorCode.UNSUPPORTED, "the filter is longer than " + LONGEST_FILTER + " characters");
        }
        return types;
    }

    private static Entry entry(Referrer referrer) {
        String annotations = referrer.annotations();
        return new Entry(
                referrer.mediaType(),
                referrer.digest().toString(),
                referrer.size(),
                referrer.artifactType().orElse(null),
                annotations.equals("{}") ? null : annotations);
    }

    private static Page.Request request(Query query) {
        return new Page.Request(query.count("n"), query.first("last").orElse(""));
    }

    private static void link(Exchange exchange, Page<?> page, String path, String parameters) {
        page.next().ifPresent(last -> {
            OptionalInt count = exchange.query().count("n");
            String n = count.isPresent() ? "n=" + count.getAsInt() + "&" : "";
            String target = path + "?" + n + "last=" + URLEncoder.encode(last, UTF_8) + parameters;
            exchange.response().setHeader("Link", "<" + target + ">; rel=\"next\"");
        });
    }
}
