import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The health check of the container: ends with 0 if the server inside it says that it is ready. */
final class Health {

    private static final int TIMEOUT_MILLIS = 3_000;

    private Health() {}

    public static void main(String[] arguments) {
        int port = Integer.parseInt(Objects.requireNonNullElse(System.getenv("MANAGEMENT_SERVER_PORT"), "5001"));
        try {
            String status = status(port);
            System.out.println(status);
            System.exit(status.contains(" 200") ? 0 : 1);
        } catch (IOException e) {
            System.out.println("port " + port + ": " + e);
            System.exit(1);
        }
    }

    /** Over a bare socket, since loading an HTTP client would cost more than the rest of the check. */
    private static String status(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write("GET /actuator/health/readiness HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return Objects.requireNonNullElse(answer.readLine(), "the answer was empty");
        }
    }
}
