import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A contender's process. */
final class Server implements AutoCloseable {

    private static final long LONGEST_START_SECONDS = 180;
    private static final long LONGEST_STOP_SECONDS = 120;

    private final Contender contender;
    private final Variant variant;
    private final Path folder;
    private final int port;
    private final Process process;
    private final double startSeconds;
    private String accessToken = "";

    private Server(Contender contender, Variant variant, Path folder, int port, Process process, double startSeconds) {
        this.contender = contender;
        this.variant = variant;
        this.folder = folder;
        this.port = port;
        this.process = process;
        this.startSeconds = startSeconds;
    }

    /** Starts it and waits for the first answer. */
    static Server start(Contender contender, Variant variant, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        contender.launches().get(variant).command(folder, port))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        long began = System.nanoTime();
        Process process = builder.start();
        try {
            await(process, variant, port, began, folder);
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
        return new Server(contender, variant, folder, port, process, (System.nanoTime() - began) / 1e9);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await(Process process, Variant variant, int port, long began, Path folder)
            throws IOException, InterruptedException {
        while (!answers(variant, port)) {
            if (!process.isAlive() || System.nanoTime() - began > TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS)) {
                throw new IOException("it did not start:\n" + Files.readString(folder.resolve("log")));
            }
            Thread.sleep(2);
        }
    }

    private static boolean answers(Variant variant, int port) {
        try (Connection connection = connect(variant, port, "")) {
            return connection.send("GET", "/v2/").status() == (variant.asks() ? 401 : 200);
        } catch (IOException e) {
            return false;
        }
    }

    Contender contender() {
        return contender;
    }

    String name() {
        return contender.name();
    }

    int port() {
        return port;
    }

    /** Seconds from the start of the process to the first 200. */
    double startSeconds() {
        return startSeconds;
    }

    Usage usage() throws IOException {
        return Usage.of(process.toHandle());
    }

    /** A file that a contender which takes no pushes serves under the path. */
    Path file(String path) {
        return folder.resolve("data" + path);
    }

    Connection connect() throws IOException {
        return connect(variant, port, authorization());
    }

    private static Connection connect(Variant variant, int port, String authorization) throws IOException {
        Socket socket = variant == Variant.TLS ? Tls.connect(port) : new Socket(InetAddress.getLoopbackAddress(), port);
        return new Connection(socket, authorization);
    }

    /** The header of a client of the image's repository; empty for one that says nothing. */
    String authorization() throws IOException {
        return switch (variant) {
            case OPEN, TLS, TRAINED, ROOMY, COLLECTING, FILLED, CLOSED -> "";
            case BEARER -> Tokens.bearer(port);
            case BASIC -> Tokens.password();
            case ROBOT -> Tokens.robot();
            case TOKEN -> accessToken.isEmpty() ? accessToken = Tokens.access(port) : accessToken;
        };
    }

    /** Frees the disk from what was pushed, without work for the server. */
    void dropFiles(long atLeastBytes) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            List<Path> large = files.filter(
                            file -> file.toFile().isFile() && file.toFile().length() >= atLeastBytes)
                    .toList();
            for (Path file : large) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
