import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * Runs the server given as a command line, uses it as clients do and stops it, so that the Java runtime records what it
 * loads and what gets hot.
 */
final class Training {

    private static final String REGISTRY = "http://127.0.0.1:5000";
    private static final String MANAGEMENT = "http://127.0.0.1:5001/actuator/";
    private static final String PASSWORD = "training";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final int ROUND_TRIPS = 50;
    private static final int TERMINATED = 128 + 15;

    private Training() {}

    public static void main(String[] command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("STAITHE_ACCESS_ADMINPASSWORD", PASSWORD);
        Process server = builder.start();
        try {
            awaitReady(server);
            for (int i = 0; i < ROUND_TRIPS; i++) {
                new RoundTrip(URI.create(REGISTRY), "training/image-" + i % 5, "admin", PASSWORD).run();
            }
            status("prometheus");
        } finally {
            server.destroy();
        }
        int status = server.waitFor();
        if (status != 0 && status != TERMINATED) {
            throw new IOException("the server ended with status " + status);
        }
    }

    private static void awaitReady(Process server) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(START_TIMEOUT);
        while (status("health/readiness") != 200) {
            if (!server.isAlive() || Instant.now().isAfter(end)) {
                throw new IOException("the server did not become ready");
            }
            Thread.sleep(200);
        }
    }

    private static int status(String path) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(MANAGEMENT + path).toURL().openConnection();
            return connection.getResponseCode();
        } catch (IOException e) {
            return -1;
        }
    }
}
