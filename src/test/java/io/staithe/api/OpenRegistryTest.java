package io.staithe.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.RawConnection;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.SharedRegistry;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A registry that nobody configured, on a loopback address: whoever is there sets it up, and no page in his browser. */
@ExtendWith(SharedRegistry.class)
class OpenRegistryTest {

    private static final String PASSWORD = "a long enough password";

    private static Answer post(TestRegistry registry, String collection, String body, String... more) {
        String[] headers = new String[more.length + 2];
        headers[0] = "Content-Type";
        headers[1] = "application/json";
        System.arraycopy(more, 0, headers, 2, more.length);
        return registry.client()
                .ask("POST /api/v1/" + collection, body.replace('\'', '"').getBytes(UTF_8), headers);
    }

    private static String account(String name) {
        return "{'name':'%s','password':'%s'}".formatted(name, PASSWORD);
    }

    @Test
    void theFirstAccountClosesItAndManagesIt(@TempDir Path data) {
        try (TestRegistry registry = TestRegistry.start(data)) {
            registry.client().ask("POST /v2/app/blobs/uploads/").expect(202);
            post(registry, "robots", "{'name':'ci'}").expect(409);
            post(registry, "accounts", account("anna")).expect(201);
            registry.client().ask("POST /v2/app/blobs/uploads/").expect(401);
            post(registry, "accounts", account("otto")).expect(401);
            String anna = Credentials.basic("anna", PASSWORD);
            post(registry, "accounts", account("otto"), "Authorization", anna).expect(201);
            registry.client()
                    .ask("DELETE /api/v1/accounts/anna", "Authorization", anna, "If-Match", "*")
                    .expect(409);
            registry.client()
                    .ask("DELETE /api/v1/accounts/otto", "Authorization", anna, "If-Match", "*")
                    .expect(204);
        }
    }

    @Test
    void aStrangersNameForThisMachineDoesNotOpenIt(TestRegistry registry) {
        for (String path : List.of("/api/v1/accounts", "/v2/", "/token")) {
            assertThat(status(registry, path, "evil.example:" + registry.port()))
                    .isEqualTo(403);
            assertThat(status(registry, path, "localhost:" + registry.port())).isEqualTo(200);
            assertThat(status(registry, path, "[::1]:" + registry.port())).isEqualTo(200);
        }
        for (String host : List.of("registry", "192.0.2.1")) {
            assertThat(status(registry, "/v2/", host + ":" + registry.port())).isEqualTo(200);
            assertThat(status(registry, "/api/v1/accounts", host + ":" + registry.port()))
                    .isEqualTo(403);
        }
    }

    @Test
    void aProxyDoesNotOpenItToOtherMachines(RegistryClient client) {
        for (String path : List.of("/api/v1/accounts", "/v2/", "/token")) {
            for (String here : List.of("127.0.0.1", "::1", "[::1]:4711, 127.0.0.1")) {
                client.ask("GET " + path, "X-Forwarded-For", here).expect(200);
            }
            for (String elsewhere : List.of("192.0.2.1", "192.0.2.1:4711", "192.0.2.1, 127.0.0.1", "unknown", "")) {
                client.ask("GET " + path, "X-Forwarded-For", elsewhere).expect(403);
            }
        }
    }

    @Test
    void aPageOfAnotherSiteUsesNothingOfIt(@TempDir Path data) {
        try (TestRegistry registry = TestRegistry.start(data, "staithe.public-url=https://registry.example.com")) {
            String upload = "POST /v2/app/blobs/uploads/";
            registry.client().ask(upload, "Origin", "https://evil.example").expect(403);
            registry.client().ask(upload, "Origin", "null").expect(403);
            registry.client()
                    .ask(upload, "Origin", "https://registry.example.com")
                    .expect(202);
            assertThat(status(registry, "/v2/", "registry.example.com")).isEqualTo(200);
            post(registry, "accounts", account("anna"), "Origin", "https://registry.example.com")
                    .expect(201);
            registry.client()
                    .ask(upload, "Origin", "https://evil.example", "Authorization", Credentials.basic("anna", PASSWORD))
                    .expect(202);
        }
    }

    private static int status(TestRegistry registry, String path, String host) {
        try (RawConnection connection = new RawConnection(registry.port())) {
            connection.write("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            return connection.readAnswer().status();
        }
    }
}
