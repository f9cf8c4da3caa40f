package io.staithe.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {

    private static final Pattern DOCUMENTED =
            Pattern.compile("^\\| `([a-z0-9_]+)(?:\\{([^}]*)})?` \\|", Pattern.MULTILINE);

    @Test
    void whatTheDocumentNamesCanBeScraped(@TempDir Path data) throws IOException {
        List<MatchResult> documented =
                DOCUMENTED.matcher(section("Metrics")).results().toList();
        assertThat(documented).hasSizeGreaterThan(10);
        try (TestRegistry registry = TestRegistry.start(
                data,
                "staithe.quotas[0].name=team",
                "staithe.quotas[0].pattern=team/**",
                "staithe.quotas[0].bytes=1GB")) {
            registry.client().pushImage("team/app", "1", "hello");
            registry.client().get("/v2/team/app/manifests/1");
            String scraped = Management.of(registry).text("prometheus");
            for (MatchResult metric : documented) {
                assertThat(scraped)
                        .as(metric.group())
                        .containsPattern("(?m)^" + metric.group(1) + labels(metric.group(2)) + " ");
            }
        }
    }

    private static String section(String title) throws IOException {
        String document = Files.readString(Path.of("docs/operations.md"));
        String section = document.substring(document.indexOf("\n## " + title + "\n") + 1);
        int next = section.indexOf("\n## ");
        return next < 0 ? section : section.substring(0, next);
    }

    private static String labels(@Nullable String named) {
        return named == null ? "(\\{[^\\n]*})?" : "\\{[^\\n]*" + Pattern.quote(named) + "[^\\n]*}";
    }

    @Test
    void requestsAreCountedByWhatTheyAskForAndHowItEnded(@TempDir Path data) {
        try (TestRegistry registry = TestRegistry.start(data)) {
            RegistryClient client = registry.client();
            client.pushImage("team/app", "1", "hello");
            client.get("/v2/team/app/manifests/1");
            client.get("/v2/team/app/manifests/2");
            client.get("/v2/" + "team/".repeat(100) + "app/manifests/1");
            String scraped = Management.of(registry).text("prometheus");
            assertThat(scraped)
                    .contains(
                            "method=\"PUT\",outcome=\"SUCCESS\",status=\"201\",uri=\"/v2/{name}/manifests/{reference}\"}"
                                    + " 1")
                    .contains(
                            "method=\"GET\",outcome=\"SUCCESS\",status=\"200\",uri=\"/v2/{name}/manifests/{reference}\"}"
                                    + " 1")
                    .contains(
                            "method=\"GET\",outcome=\"CLIENT_ERROR\",status=\"404\",uri=\"/v2/{name}/manifests/{reference}\"}"
                                    + " 1")
                    .contains("uri=\"/v2/{refused}\"} 1")
                    .doesNotContain("team/app");
            long layer = "hello".getBytes(UTF_8).length;
            long config = "{\"text\":\"hello\"}".getBytes(UTF_8).length;
            assertThat(scraped)
                    .contains("staithe_blob_bytes_total{direction=\"received\"} " + (double) (layer + config));
        }
    }
}
