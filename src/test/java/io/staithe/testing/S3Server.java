package io.staithe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.util.FileSystemUtils;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server with a bucket. One process serves all tests and ends with this one; another server is used instead if
 * the environment has {@code TEST_S3_ENDPOINT}, {@code TEST_S3_BUCKET}, {@code TEST_S3_ACCESS_KEY_ID} and
 * {@code TEST_S3_SECRET_ACCESS_KEY}.
 */
public record S3Server(String endpoint, String accessKeyId, String secretAccessKey, String bucket) {

    private static final Path CLASS_PATH = Path.of("target/s3proxy");
    private static final Map<Path, String> PREFIXES = new ConcurrentHashMap<>();
    private static final Duration START = Duration.ofMinutes(1);

    /** The server that all tests share. */
    public static S3Server shared() {
        return Shared.SERVER;
    }

    private static final class Shared {
        private static final S3Server SERVER = System.getenv("TEST_S3_ENDPOINT") == null ? start() : fromEnvironment();
    }

    private static S3Server fromEnvironment() {
        return new S3Server(named("ENDPOINT"), named("ACCESS_KEY_ID"), named("SECRET_ACCESS_KEY"), named("BUCKET"));
    }

    private static String named(String name) {
        return Objects.requireNonNull(System.getenv("TEST_S3_" + name), "TEST_S3_" + name + " is not set");
    }

    private static S3Server start() {
        try {
            Path folder = Files.createTempDirectory("staithe-s3");
            int port = freePort();
            Process process = run(folder, port);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, folder)));
            awaitPort(process, port, folder);
            S3Server server = new S3Server("http://127.0.0.1:" + port, "test", "test-secret", "blobs");
            try (S3Client client = server.client()) {
                client.createBucket(request -> request.bucket(server.bucket()));
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process run(Path folder, int port) throws IOException {
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("logback.xml"), "<configuration><root level=\"WARN\"/></configuration>");
        Path settings = Files.writeString(folder.resolve("s3proxy.conf"), """
            s3proxy.endpoint=http://127.0.0.1:%d
            s3proxy.authorization=aws-v2-or-v4
            s3proxy.identity=test
            s3proxy.credential=test-secret
            jclouds.provider=filesystem-nio2
            jclouds.identity=test
            jclouds.credential=test
            jclouds.filesystem.basedir=%s
            """.formatted(port, folder.resolve("data")));
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        String classPath = folder + ":" + CLASS_PATH + "/*";
        List<String> command = List.of(
                java, "-Xmx256m", "-cp", classPath, "org.gaul.s3proxy.Main", "--properties", settings.toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort(Process process, int port, Path folder) throws IOException {
        Instant end = Instant.now().plus(START);
        while (!accepts(port)) {
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                throw new IOException("the S3 server did not start: " + Files.readString(folder.resolve("log")));
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private static boolean accepts(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void stop(Process process, Path folder) {
        process.destroyForcibly().onExit().join();
        FileSystemUtils.deleteRecursively(folder.toFile());
    }

    /** What makes registries on a folder keep their blobs here, below a prefix of that folder's own. */
    public List<String> settings(Path data) {
        return List.of(
                "staithe.storage.type=s3",
                "staithe.storage.s3.endpoint=" + endpoint,
                "staithe.storage.s3.path-style=true",
                "staithe.storage.s3.bucket=" + bucket,
                "staithe.storage.s3.prefix=" + PREFIXES.computeIfAbsent(data.toAbsolutePath(), folder -> newPrefix()),
                "staithe.storage.s3.access-key-id=" + accessKeyId,
                "staithe.storage.s3.secret-access-key=" + secretAccessKey);
    }

    public static String newPrefix() {
        return UUID.randomUUID() + "/";
    }

    /** A client that knows nothing of the registry's. */
    public S3Client client() {
        return S3Client.builder()
                .endpointOverride(URI.create(endpoint))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey)))
                .build();
    }
}
