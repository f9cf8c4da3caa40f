package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.Images;
import io.staithe.testing.LoggedErrors;
import io.staithe.testing.RawConnection;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of {@code hostile-requests.txt} is refused in the specification's words, and the registry lives on. */
@ExtendWith(SharedRegistry.class)
@TestInstance(Lifecycle.PER_CLASS)
@Isolated("listens to the log, which all tests share")
class HostileRequestsTest {

    private final TestRegistry registry;
    private final RegistryClient client;
    private final String repository = Samples.repository();
    private final byte[] config = "{}".getBytes(UTF_8);
    private final byte[] image = Images.manifest(config);
    private final Digest blob;
    private final Digest manifest;
    private final LoggedErrors errors;

    HostileRequestsTest(TestRegistry registry, RegistryClient client) {
        this.registry = registry;
        this.client = client;
        this.blob = client.pushBlob(repository, config);
        this.manifest = client.pushManifest(repository, "1", Images.MANIFEST, image);
        this.errors = new LoggedErrors();
    }

    static List<HostileRequest> requests() throws IOException {
        return HostileRequest.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void isRefused(HostileRequest request) {
        Answer answer;
        try (RawConnection connection = new RawConnection(registry.port())) {
            connection.write(request.bytes(places(request))).endOutput();
            answer = connection.readAnswer(request.method());
            assertThat(connection.isClosedByServer())
                    .as("nothing follows the answer %s", answer)
                    .isTrue();
        }
        answer.expect(request.status());
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        if (request.method().equals("HEAD")) {
            assertThat(answer.header("Content-Length")).isNotEqualTo("0");
        } else {
            answer.refused(request.status(), request.code());
            assertThat(answer.text()).doesNotContain("Exception", "io.staithe", "org.apache", "\tat ");
        }
        assertThat(answer.header("Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
    }

    private Map<String, String> places(HostileRequest request) {
        return Map.of(
                "repo",
                repository,
                "image",
                new String(image, UTF_8),
                "blob",
                blob.toString(),
                "manifest",
                manifest.toString(),
                "zeros",
                "0".repeat(64),
                "upload",
                request.uses("upload") ? client.startUpload(repository) : "");
    }

    @Test
    void theTableNamesTheSpecificationsCodesOnly() throws IOException {
        List<String> codes =
                Arrays.stream(ErrorCode.values()).map(ErrorCode::name).toList();
        assertThat(HostileRequest.all())
                .hasSizeGreaterThan(150)
                .allSatisfy(request -> assertThat(codes).contains(request.code()));
    }

    @Test
    void aRequestOfAnAgeWithoutHeadersGetsTheDocumentAlone() {
        try (RawConnection connection = new RawConnection(registry.port())) {
            String answer =
                    new String(connection.write("NONE /nothing\r\n").endOutput().read(1000), UTF_8);
            assertThat(answer)
                    .startsWith("{\"errors\":[{\"code\":\"UNSUPPORTED\"")
                    .endsWith("}]}");
        }
    }

    @Test
    void whatIsNotHttpIsRefusedOrHungUpOn() {
        for (String bytes :
                new String[] {"\u0016\u0003\u0001\u0002\u0000\u0001", "\u0000".repeat(100_000), "\r\n\r\n", ""}) {
            try (RawConnection connection = new RawConnection(registry.port())) {
                String answer = new String(connection.write(bytes).endOutput().read(1000), UTF_8);
                assertThat(answer)
                        .satisfiesAnyOf(
                                text -> assertThat(text).isEmpty(),
                                text -> assertThat(text)
                                        .startsWith("HTTP/1.1 400 ")
                                        .contains("\"code\":\"UNSUPPORTED\""),
                                text -> assertThat(text).startsWith("{\"errors\""));
            }
        }
    }

    @AfterAll
    void nothingWasStoredAndNothingFailed() {
        client.ask("GET /v2/" + repository + "/manifests/1").expect(200);
        assertThat(client.ask("GET /v2/" + repository + "/tags/list").text())
                .isEqualTo("{\"name\":\"%s\",\"tags\":[\"1\"]}".formatted(repository));
        assertThat(errors.close()).isEmpty();
    }

    @BeforeAll
    void listenToTheLog() {
        errors.open();
    }
}
