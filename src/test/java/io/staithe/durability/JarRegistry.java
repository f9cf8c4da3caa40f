package io.staithe.durability;

import io.staithe.testing.RegistryClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The built jar as a process of its own, on a data folder that outlives it. Used by one thread. */
final class JarRegistry implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(90);

    private static final Path LOGS = Path.of("target", "durability");

    private final Path data;
    private final Path log;
    private final List<String> settings;
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable Process process;
    private int port;
    private int managementPort;

    /**
     * Does not start it yet.
     *
     * @param name of the file below {@code target/durability} that gets all that the process prints
     * @param settings as {@code name=value}
     */
    JarRegistry(Path data, String name, String... settings) throws IOException {
        this.data = data;
        this.log = LOGS.resolve(name + ".server.log");
        Files.createDirectories(LOGS);
        Files.deleteIfExists(log);
        this.settings = List.of(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Returns when it is ready. */
    void start() throws IOException, InterruptedException {
        port = freePort();
        managementPort = freePort();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-jar",
                Objects.requireNonNull(System.getProperty("staithe.jar"), "the property staithe.jar"),
                "--server.port=" + port,
                "--management.server.port=" + managementPort,
                "--staithe.data=" + data,
                "--staithe.http.access-log=false"));
        settings.forEach(setting -> command.add("--" + setting));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        awaitReady(process);
    }

    private void awaitReady(Process started) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (readiness() != 200) {
            if (started.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                throw new AssertionError("the registry did not become ready:\n" + log());
            }
        }
    }

    /** The status of the readiness probe; 0 if nobody answers. */
    int readiness() throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness");
        try {
            return http.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    int port() {
        return port;
    }

    RegistryClient client() {
        return new RegistryClient("http://127.0.0.1:" + port);
    }

    /** {@code SIGKILL}: the process runs no instruction more. */
    void kill() throws InterruptedException {
        running().destroyForcibly().waitFor();
    }

    /** {@code SIGTERM}: the process ends when it likes. */
    void terminate() {
        running().destroy();
    }

    boolean isRunning() {
        return running().isAlive();
    }

    /** @return the status that the process ended with */
    int awaitExit(Duration longest) throws InterruptedException {
        if (!running().waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the registry still runs after " + longest);
        }
        return running().exitValue();
    }

    private Process running() {
        return Objects.requireNonNull(process, "start it first");
    }

    /** All that it printed, in all of its lives. */
    String log() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /**
     * Below the ports that the kernel hands out, so that no client's connection takes it meanwhile, and above those of
     * {@code src/e2e/lib/server.bash}, whose suites may run at the same time.
     */
    private static int freePort() throws IOException {
        for (int attempt = 0; ; attempt++) {
            int candidate = ThreadLocalRandom.current().nextInt(26_000, 32_000);
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (attempt == 100) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
