package io.staithe.http;

import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Quoted;
import io.staithe.oci.Reference;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.UploadId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Reads paths, once per request. From the right: {@code blobs}, {@code manifests}, {@code tags}, {@code uploads} are
 * legal components of a repository's name.
 */
final class Routes {

    private static final String ATTRIBUTE = Routes.class.getName();
    private static final String PREFIX = "/v2/";
    private static final String DISCOVER = "_oci/ext/discover";

    private Routes() {}

    /** The route of a request; all who ask get the same object. */
    static Route of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Route route) {
            return route;
        }
        Route route = parse(request.getRequestURI());
        request.setAttribute(ATTRIBUTE, route);
        return route;
    }

    /** @param uri the path as it stands in the request line */
    static Route parse(String uri) {
        try {
            String path = Percent.decode(uri);
            if (path.equals("/v2")) {
                return new Route.Base();
            }
            return path.startsWith(PREFIX) ? parseBelow(path.substring(PREFIX.length())) : unknown(path);
        } catch (RegistryException e) {
            return new Route.Refused(e);
        }
    }

    private static Route parseBelow(String path) {
        if (path.isEmpty()) {
            return new Route.Base();
        }
        if (path.equals("_catalog")) {
            return new Route.Catalog();
        }
        if (path.equals(DISCOVER)) {
            return new Route.Discover(Optional.empty());
        }
        if (path.endsWith("/" + DISCOVER)) {
            String name = path.substring(0, path.length() - DISCOVER.length() - 1);
            return new Route.Discover(Optional.of(RepositoryName.parse(name)));
        }
        return parseResource(path);
    }

    private static Route parseResource(String path) {
        String resource = path.endsWith("/blobs/uploads/") ? path.substring(0, path.length() - 1) : path;
        int last = resource.lastIndexOf('/');
        int kind = resource.lastIndexOf('/', last - 1);
        if (kind <= 0) {
            return unknown(PREFIX + path);
        }
        String name = resource.substring(0, kind);
        String item = resource.substring(last + 1);
        return switch (resource.substring(kind + 1, last)) {
            case "manifests" -> new Route.Manifest(RepositoryName.parse(name), Reference.parse(item));
            case "referrers" -> new Route.Referrers(RepositoryName.parse(name), Digest.parse(item));
            case "blobs" -> blobs(name, item);
            case "uploads" -> upload(path, name, item);
            case "tags" -> tags(path, name, item);
            default -> unknown(PREFIX + path);
        };
    }

    private static Route blobs(String name, String item) {
        return item.equals("uploads")
                ? new Route.Uploads(RepositoryName.parse(name))
                : new Route.Blob(RepositoryName.parse(name), Digest.parse(item));
    }

    private static Route upload(String path, String name, String item) {
        String suffix = "/blobs";
        if (!name.endsWith(suffix)) {
            return unknown(PREFIX + path);
        }
        String repository = name.substring(0, name.length() - suffix.length());
        return new Route.Upload(RepositoryName.parse(repository), UploadId.parse(item));
    }

    private static Route tags(String path, String name, String item) {
        return item.equals("list") ? new Route.TagList(RepositoryName.parse(name)) : unknown(PREFIX + path);
    }

    private static Route unknown(String path) {
        return new Route.Refused(new Refusal(
                404, ErrorCode.UNSUPPORTED, "there is nothing at '" + Quoted.shortened(path) + "' in this API"));
    }
}
