package io.staithe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Reference;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.UploadId;
import io.staithe.testing.Fuzz;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A path is one route, the same one however it is escaped, or is refused; nothing else comes of it. */
class RouteFuzzTest {

    private static final int ROUNDS = 200_000;
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String[] NAMES = {
        "a", "a/b", "blobs", "manifests/tags", "uploads", "blobs/uploads", "tags/list", "referrers/x", "a-b/c__d"
    };

    private final Fuzz fuzz = new Fuzz();

    @Test
    void anyPathIsARouteOrIsRefused() {
        String[] pieces = {
            "/",
            "//",
            "v2",
            "a",
            "A",
            "blobs",
            "uploads",
            "manifests",
            "tags",
            "list",
            "referrers",
            "_catalog",
            "_oci",
            "ext",
            "discover",
            DIGEST,
            ID,
            "latest",
            "%",
            "%2F",
            "%00",
            "%C3%A4",
            "%FF",
            "..",
            ":"
        };
        fuzz.check(ROUNDS, () -> "/v2/" + fuzz.joined(9, pieces), this::requireSound);
    }

    @Test
    void nearlyRightPaths() {
        fuzz.check(ROUNDS, () -> fuzz.mutated(path()), this::requireSound);
    }

    private void requireSound(String path) {
        Route route = Routes.parse(path);
        assertThat(route.template()).startsWith("/v2/");
        if (route instanceof Route.Refused refused) {
            assertThat(refused.reason().status()).isBetween(400, 404);
            assertThat(refused.reason().code())
                    .isIn(
                            ErrorCode.NAME_INVALID,
                            ErrorCode.DIGEST_INVALID,
                            ErrorCode.MANIFEST_INVALID,
                            ErrorCode.UNSUPPORTED);
            assertThat(refused.reason().getMessage()).isNotBlank().hasSizeLessThan(900);
        } else {
            assertThat(Routes.parse(canonical(route))).isEqualTo(route);
        }
    }

    private String path() {
        String name = fuzz.oneOf(NAMES);
        return switch (fuzz.below(7)) {
            case 0 -> "/v2/" + name + "/manifests/" + fuzz.oneOf("latest", DIGEST, "tags");
            case 1 -> "/v2/" + name + "/blobs/" + DIGEST;
            case 2 -> "/v2/" + name + "/blobs/uploads/";
            case 3 -> "/v2/" + name + "/blobs/uploads/" + ID;
            case 4 -> "/v2/" + name + "/tags/list";
            case 5 -> "/v2/" + name + "/referrers/" + DIGEST;
            default -> "/v2/" + name + "/_oci/ext/discover";
        };
    }

    private static String canonical(Route route) {
        return switch (route) {
            case Route.Base() -> "/v2/";
            case Route.Catalog() -> "/v2/_catalog";
            case Route.Discover(var name) -> "/v2/" + name.map(n -> n + "/").orElse("") + "_oci/ext/discover";
            case Route.TagList(var name) -> "/v2/" + name + "/tags/list";
            case Route.Referrers(var name, var subject) -> "/v2/" + name + "/referrers/" + subject;
            case Route.Manifest(var name, var reference) -> "/v2/" + name + "/manifests/" + reference;
            case Route.Blob(var name, var digest) -> "/v2/" + name + "/blobs/" + digest;
            case Route.Uploads(var name) -> "/v2/" + name + "/blobs/uploads/";
            case Route.Upload(var name, var id) ->
                "/v2/" + name + "/blobs/uploads/" + id.map(UploadId::value).orElse("unknown");
            case Route.Refused(var reason) -> throw reason;
        };
    }

    @Test
    void whatAPathNamesIsReadFromTheRight() {
        for (String text : NAMES) {
            RepositoryName name = RepositoryName.parse(text);
            Digest digest = Digest.parse(DIGEST);
            UploadId id = UploadId.parse(ID).orElseThrow();
            assertThat(Routes.parse("/v2/" + text + "/blobs/" + DIGEST)).isEqualTo(new Route.Blob(name, digest));
            assertThat(Routes.parse("/v2/" + text + "/manifests/list"))
                    .isEqualTo(new Route.Manifest(name, Reference.parse("list")));
            assertThat(Routes.parse("/v2/" + text + "/tags/list")).isEqualTo(new Route.TagList(name));
            assertThat(Routes.parse("/v2/" + text + "/blobs/uploads")).isEqualTo(new Route.Uploads(name));
            assertThat(Routes.parse("/v2/" + text + "/blobs/uploads/" + ID))
                    .isEqualTo(new Route.Upload(name, Optional.of(id)));
        }
    }

    @Test
    void escapesChangeNothing() {
        fuzz.check(ROUNDS / 4, this::path, path -> {
            StringBuilder escaped = new StringBuilder();
            path.chars().forEach(c -> escaped.append(fuzz.below(5) == 0 ? "%%%02x".formatted(c) : "" + (char) c));
            assertThat(Routes.parse(escaped.toString())).isEqualTo(Routes.parse(path));
        });
    }
}
