import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tokens for the image's repository, from Staithe's token server. */
final class Tokens {

    static final String PASSWORD = "benchmark-of-tokens";

    private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"");

    private Tokens() {}

    /** The value of an {@code Authorization} header. */
    static String bearer(int port) throws IOException {
        String basic = "Basic " + Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(UTF_8));
        try (Connection connection = new Connection(new Socket(InetAddress.getLoopbackAddress(), port), basic)) {
            String answer = connection.text(
                    "/token?service=127.0.0.1:" + port + "&scope=repository:" + Image.REPOSITORY + ":pull,push");
            Matcher token = TOKEN.matcher(answer);
            if (!token.find()) {
                throw new IOException("no token in " + answer);
            }
            return "Bearer " + token.group(1);
        }
    }
}
