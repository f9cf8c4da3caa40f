package io.staithe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.LoggedErrors;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import io.staithe.testing.TestRegistry;
import java.net.URI;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.Environment;

/** {@code /v2/}, extension discovery, and what all answers have in common. */
@ExtendWith(SharedRegistry.class)
@Isolated("listens to the log, which all tests share")
class BaseTest {

    private final TestRegistry registry;
    private final RegistryClient client;

    BaseTest(TestRegistry registry, RegistryClient client) {
        this.registry = registry;
        this.client = client;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/", "/v2", "/v2/?ns=docker.io&unknown=1"})
    void theApiIsThere(String path) {
        Answer answer = client.ask("GET " + path).expect(200);
        assertThat(answer.text()).isEqualTo("{}");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Content-Length")).isEqualTo("2");
        assertThat(answer.header("Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() {
        Answer head = client.ask("HEAD /v2/").expect(200);
        assertThat(head.header("Content-Length")).isEqualTo("2");
        assertThat(head.header("Content-Type")).isEqualTo("application/json");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void theHeadOfARefusalHasItsLengthAndNoBody() {
        String path = "/v2/" + Samples.repository() + "/manifests/1";
        Answer get = client.ask("GET " + path).refused(404, ErrorCode.NAME_UNKNOWN);
        Answer head = client.ask("HEAD " + path).expect(404);
        assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
        assertThat(head.header("Content-Type")).isEqualTo("application/json");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void extensionsAreListed() {
        String repository = Samples.repository();
        client.pushImage(repository, "1", repository);
        for (String path : new String[] {"/v2/_oci/ext/discover", "/v2/" + repository + "/_oci/ext/discover"}) {
            Answer answer = client.ask("GET " + path).expect(200);
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.json().at("/extensions/0/name").stringValue()).isEqualTo("_oci");
            assertThat(answer.json().at("/extensions/0/endpoints/0").stringValue())
                    .isEqualTo("_oci/ext/discover");
        }
    }

    @Test
    void nothingIsCompressed() {
        String repository = Samples.repository();
        client.pushImage(repository, "1", repository);
        Answer answer = client.ask("GET /v2/" + repository + "/manifests/1", "Accept-Encoding", "gzip, zstd, br")
                .expect(200);
        assertThat(answer.headers("Content-Encoding")).isEmpty();
        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(answer.body().length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v2/; GET, HEAD",
                "PUT /v2/_catalog; GET, HEAD",
                "DELETE /v2/a/tags/list; GET, HEAD",
                "PATCH /v2/a/manifests/1; GET, HEAD, PUT, DELETE",
                "PUT /v2/a/blobs/sha256:0000000000000000000000000000000000000000000000000000000000000000;"
                        + " GET, HEAD, DELETE",
                "GET /v2/a/blobs/uploads/; POST",
                "POST /v2/a/blobs/uploads/00000000000000000000000000000000; GET, HEAD, PATCH, PUT, DELETE",
                "BREW /v2/; GET, HEAD"
            })
    void aMethodThatDoesNotApplyIsRefusedWithThoseThatDo(String row) {
        String[] parts = row.split("; ", 2);
        Answer answer = client.ask(parts[0]).refused(405, ErrorCode.UNSUPPORTED);
        assertThat(answer.header("Allow")).isEqualTo(parts[1]);
    }

    @Test
    void aBrowserOfAnotherOriginIsGrantedNothing() {
        Answer answer =
                client.ask("OPTIONS /v2/", "Origin", "http://other.example", "Access-Control-Request-Method", "PUT");
        assertThat(answer.headers().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }

    @Test
    void aRequestKeepsTheIdThatItCameWith() {
        assertThat(client.ask("GET /v2/", "X-Request-Id", "build-17").header("X-Request-Id"))
                .isEqualTo("build-17");
        assertThat(client.ask("GET /v2/", "X-Request-Id", "a b\"c").header("X-Request-Id"))
                .matches("[0-9a-f-]{36}");
    }

    @Test
    void theManagementPortShowsNoPageOfTheFrameworkEither() {
        LoggedErrors errors = new LoggedErrors();
        errors.open();
        String port = registry.bean(Environment.class).getRequiredProperty("local.management.port");
        Answer answer = client.ask("GET " + URI.create("http://127.0.0.1:" + port + "/nothing"));
        answer.expect(404);
        assertThat(answer.text()).doesNotContain("Whitelabel", "\tat ", "Exception");
        assertThat(errors.close()).isEmpty();
    }
}
