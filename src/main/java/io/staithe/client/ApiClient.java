package io.staithe.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the management API of a registry. A refusal is a {@link FailedException} with the registry's own sentence. */
final class ApiClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String JSON = "application/json";

    private final URI base;
    private final String authorization;
    private final HttpClient http;

    /**
     * @param base scheme, host and port
     * @param user empty to say nothing of who asks
     * @param authorities who may sign the registry's certificate
     */
    ApiClient(URI base, String user, String password, SSLContext authorities) {
        this.base = base;
        this.http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .sslContext(authorities)
                .build();
        this.authorization = user.isEmpty()
                ? ""
                : "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    /** A path below {@code /api/v1/}, each part of it encoded. */
    static String path(String... parts) {
        List<String> encoded = new ArrayList<>();
        for (String part : parts) {
            encoded.add(encode(part));
        }
        return String.join("/", encoded);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    JsonNode get(String path) {
        return json(send("GET", path, null, ""));
    }

    /** All entries of a list, page by page. */
    List<JsonNode> list(String path) {
        List<JsonNode> items = new ArrayList<>();
        String next = "";
        do {
            String last = next.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + "last=" + encode(next);
            JsonNode page = get(path + last);
            page.path("items").forEach(items::add);
            next = page.path("next").asString("");
        } while (!next.isEmpty());
        return items;
    }

    JsonNode post(String path, Map<String, ?> body) {
        return json(send("POST", path, body, ""));
    }

    /** Replaces a resource, or a part of it, as it is now. */
    JsonNode put(String resource, String part, Map<String, ?> body) {
        return json(send("PUT", resource + part, body, tag(resource)));
    }

    /** Deletes a resource as it is now. */
    void delete(String resource) {
        send("DELETE", resource, null, tag(resource));
    }

    /** Deletes what cannot be changed, and so has no versions. */
    void revoke(String resource) {
        send("DELETE", resource, null, "");
    }

    private String tag(String resource) {
        return send("GET", resource, null, "").headers().firstValue("ETag").orElse("*");
    }

    private HttpResponse<byte[]> send(String method, String path, @Nullable Map<String, ?> body, String ifMatch) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/api/v1/" + path))
                .timeout(TIMEOUT)
                .header("Accept", JSON)
                .method(method, body == null ? BodyPublishers.noBody() : content(body));
        if (body != null) {
            request.header("Content-Type", JSON);
        }
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        if (!ifMatch.isEmpty()) {
            request.header("If-Match", ifMatch);
        }
        HttpResponse<byte[]> response = send(request.build());
        if (response.statusCode() >= 300) {
            throw new FailedException(reason(response));
        }
        return response;
    }

    private static HttpRequest.BodyPublisher content(Map<String, ?> body) {
        return BodyPublishers.ofByteArray(JsonMapper.shared().writeValueAsBytes(body));
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new FailedException(base + " cannot be reached: " + Unreachable.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted");
        }
    }

    private static String reason(HttpResponse<byte[]> response) {
        try {
            String detail = json(response).path("detail").asString("");
            if (!detail.isEmpty()) {
                return detail;
            }
        } catch (FailedException _) {
            // It is no registry, or a proxy before one: the status is all that can be said.
        }
        return "the answer has the status " + response.statusCode();
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return JsonMapper.shared().readTree(response.body());
        } catch (JacksonException e) {
            throw new FailedException("the answer is no JSON, so this may be no registry");
        }
    }
}
