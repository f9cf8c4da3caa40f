import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pushes an image, pulls it, compares every byte and deletes it: {@code RoundTrip http://127.0.0.1:5000 [repository]}.
 * Logs in if the variables {@code REGISTRY_USER} and {@code REGISTRY_PASSWORD} are set.
 */
final class RoundTrip {

    private static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String OCTETS = "application/octet-stream";
    private static final int LAYER_SIZE = 2 << 20;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    private final URI registry;
    private final String repository;
    private final String user;
    private final String password;
    private String authorization;

    /** @param user the account to log in as; null to be anonymous */
    RoundTrip(URI registry, String repository, String user, String password) {
        this.registry = registry;
        this.repository = repository;
        this.user = user;
        this.password = password;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 0) {
            System.err.println("usage: RoundTrip http://HOST:PORT [REPOSITORY]");
            System.exit(2);
        }
        String repository = arguments.length > 1 ? arguments[1] : "staithe/round-trip";
        new RoundTrip(
                        URI.create(arguments[0]),
                        repository,
                        System.getenv("REGISTRY_USER"),
                        System.getenv("REGISTRY_PASSWORD"))
                .run();
        System.out.println("pushed, pulled and deleted an image in " + repository);
    }

    void run() throws IOException, InterruptedException {
        if (user != null) {
            logIn();
        }
        send("GET", "", null, new byte[0], 200);
        byte[] layer = new byte[LAYER_SIZE];
        new Random().nextBytes(layer);
        byte[] config =
                "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
                        .formatted(digest(layer))
                        .getBytes(StandardCharsets.UTF_8);
        pushInChunks(layer);
        pushAtOnce(config);
        byte[] manifest = manifest(config, layer);
        send("PUT", "manifests/1", IMAGE, manifest, 201);

        expect(manifest, "manifests/1");
        expect(manifest, "manifests/" + digest(manifest));
        expect(config, "blobs/" + digest(config));
        expect(layer, "blobs/" + digest(layer));
        send("GET", "tags/list", null, new byte[0], 200);

        send("DELETE", "manifests/" + digest(manifest), null, new byte[0], 202);
        send("DELETE", "blobs/" + digest(layer), null, new byte[0], 202);
        send("DELETE", "blobs/" + digest(config), null, new byte[0], 202);
        send("HEAD", "manifests/1", null, new byte[0], 404);
    }

    /** As clients do: the password buys a token, and the token is what each request shows. */
    private void logIn() throws IOException, InterruptedException {
        String credentials = user + ":" + password;
        authorization =
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        URI tokens = registry.resolve("/token?service=staithe&scope=repository:" + repository + ":pull,push,delete");
        byte[] answer = send("GET", tokens, null, new byte[0], 200).body();
        Matcher token = TOKEN.matcher(new String(answer, StandardCharsets.UTF_8));
        if (!token.find()) {
            throw new IOException("the token server answered without a token");
        }
        authorization = "Bearer " + token.group(1);
    }

    private void pushAtOnce(byte[] blob) throws IOException, InterruptedException {
        send("HEAD", "blobs/" + digest(blob), null, new byte[0], 200, 404);
        URI session = location(send("POST", "blobs/uploads/", null, new byte[0], 202));
        send("PUT", finish(session, blob), OCTETS, blob, 201);
    }

    private void pushInChunks(byte[] blob) throws IOException, InterruptedException {
        send("HEAD", "blobs/" + digest(blob), null, new byte[0], 404);
        URI session = location(send("POST", "blobs/uploads/", null, new byte[0], 202));
        int half = blob.length / 2;
        session = location(send("PATCH", session, OCTETS, Arrays.copyOf(blob, half), 202));
        session = location(send("PATCH", session, OCTETS, Arrays.copyOfRange(blob, half, blob.length), 202));
        send("PUT", finish(session, blob), null, new byte[0], 201);
    }

    private static URI finish(URI session, byte[] blob) {
        return URI.create(session + (session.getQuery() == null ? "?" : "&") + "digest=" + digest(blob));
    }

    private static URI location(HttpResponse<byte[]> answer) {
        String location = answer.headers().firstValue("Location").orElseThrow();
        return answer.request().uri().resolve(location);
    }

    private static byte[] manifest(byte[] config, byte[] layer) {
        return """
            {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}\
            """.formatted(IMAGE, descriptor(CONFIG, config), descriptor(LAYER, layer))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String descriptor(String mediaType, byte[] content) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(mediaType, digest(content), content.length);
    }

    private void expect(byte[] content, String path) throws IOException, InterruptedException {
        send("HEAD", path, null, new byte[0], 200);
        byte[] pulled = send("GET", path, null, new byte[0], 200).body();
        if (!Arrays.equals(content, pulled)) {
            throw new IOException(path + ": pulled " + pulled.length + " bytes that differ from the pushed ones");
        }
    }

    private HttpResponse<byte[]> send(String method, String path, String type, byte[] body, Integer... expected)
            throws IOException, InterruptedException {
        return send(
                method,
                registry.resolve(path.isEmpty() ? "/v2/" : "/v2/" + repository + "/" + path),
                type,
                body,
                expected);
    }

    private HttpResponse<byte[]> send(String method, URI uri, String type, byte[] body, Integer... expected)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(60))
                .header("Accept", IMAGE)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
        if (!Set.of(expected).contains(answer.statusCode())) {
            throw new IOException("%s %s: expected %s, got %d %s"
                    .formatted(
                            method,
                            uri,
                            Arrays.toString(expected),
                            answer.statusCode(),
                            new String(answer.body(), StandardCharsets.UTF_8)));
        }
        return answer;
    }

    private static String digest(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
