package io.staithe.ops;

import io.staithe.testing.Answer;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.springframework.core.env.Environment;

/** The management port of a running registry. */
final class Management {

    private final RegistryClient client;

    private Management(RegistryClient client) {
        this.client = client;
    }

    static Management of(TestRegistry registry) {
        return new Management(new RegistryClient("http://127.0.0.1:" + port(registry)));
    }

    static int port(TestRegistry registry) {
        return registry.bean(Environment.class).getRequiredProperty("local.management.port", Integer.class);
    }

    int status(String path) {
        return client.get("/actuator/" + path).statusCode();
    }

    /** @param request method and path below {@code /actuator/} */
    Answer ask(String request, String body, String... headers) {
        return client.ask(request.replace(" ", " /actuator/"), body.getBytes(StandardCharsets.UTF_8), headers);
    }

    String text(String path) {
        HttpResponse<byte[]> response = client.get("/actuator/" + path);
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
