package io.staithe.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Speaks the distribution protocol, one method an operation. Thread-safe. */
public final class RegistryClient {

    private final String base;
    private final HttpClient http;

    /** @param base scheme, host and port, without a slash at the end */
    public RegistryClient(String base) {
        this(base, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    public RegistryClient(String base, HttpClient http) {
        this.base = base;
        this.http = http;
    }

    /**
     * Sends any request.
     *
     * @param headers names and values in turn
     */
    public HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        return send(method, path, BodyPublishers.ofByteArray(body), headers);
    }

    public HttpResponse<byte[]> send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(path.startsWith("/") ? base + path : path))
                .timeout(Duration.ofMinutes(2))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Sends any request, written as its first line begins.
     *
     * @param request method and path, such as {@code GET /v2/}
     * @param headers names and values in turn
     */
    public Answer ask(String request, String... headers) {
        return ask(request, new byte[0], headers);
    }

    public Answer ask(String request, byte[] body, String... headers) {
        return ask(request, BodyPublishers.ofByteArray(body), headers);
    }

    public Answer ask(String request, BodyPublisher body, String... headers) {
        int space = request.indexOf(' ');
        return Answer.of(send(request.substring(0, space), request.substring(space + 1), body, headers));
    }

    public HttpResponse<byte[]> get(String path, String... headers) {
        return send("GET", path, new byte[0], headers);
    }

    public HttpResponse<byte[]> head(String path, String... headers) {
        return send("HEAD", path, new byte[0], headers);
    }

    public HttpResponse<byte[]> delete(String path) {
        return send("DELETE", path, new byte[0]);
    }

    /** Starts an upload. @return its location */
    public String startUpload(String repository) {
        HttpResponse<byte[]> response = send("POST", "/v2/" + repository + "/blobs/uploads/", new byte[0]);
        require(response, 202);
        return response.headers().firstValue("Location").orElseThrow();
    }

    /** Pushes a blob by POST and PUT. @return its digest */
    public Digest pushBlob(String repository, byte[] content) {
        Digest digest = Digest.of(Algorithm.SHA256, content);
        require(send("PUT", startUpload(repository) + "?digest=" + digest, content), 201);
        return digest;
    }

    /** Pushes a manifest by tag or digest. @return its digest */
    public Digest pushManifest(String repository, String reference, String mediaType, byte[] content) {
        require(send("PUT", "/v2/" + repository + "/manifests/" + reference, content, "Content-Type", mediaType), 201);
        return Digest.of(Algorithm.SHA256, content);
    }

    /** Pushes an image of one config and one layer, both made from a text. @return the manifest's digest */
    public Digest pushImage(String repository, String tag, String text) {
        byte[] config = ("{\"text\":\"" + text + "\"}").getBytes(UTF_8);
        byte[] layer = text.getBytes(UTF_8);
        pushBlob(repository, config);
        pushBlob(repository, layer);
        return pushManifest(repository, tag, Images.MANIFEST, Images.manifest(config, layer));
    }

    private static void require(HttpResponse<byte[]> response, int status) {
        if (response.statusCode() != status) {
            throw new AssertionError("%s %s: expected %d, got %d %s"
                    .formatted(
                            response.request().method(),
                            response.uri(),
                            status,
                            response.statusCode(),
                            new String(response.body(), UTF_8)));
        }
    }
}
