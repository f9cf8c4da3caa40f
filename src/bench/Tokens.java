import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Who there is at a closed Staithe, and what they get from it to show. Nothing here is measured. */
final class Tokens {

    static final String FORM = "application/x-www-form-urlencoded";
    static final String PATH = "/token?service=staithe&scope=repository:" + Image.REPOSITORY + ":pull,push";

    private static final String PASSWORD = "benchmark-of-tokens";
    private static final String ROBOT_TOKEN = "staithe_" + "benchmark".repeat(5);

    /** Of the password, with the cost that the registry itself takes. */
    private static final String HASH = "$2y$10$ybifevp63LsYSbuJGWFqVOGDxrzmktUM0j1Haz2MecU07KFuMYYBi";

    /** Each logs in once, so that no password was verified before. */
    private static final int PEOPLE = 10_000;

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Tokens() {}

    /** What closes a Staithe whose folder this is. */
    static String[] settings(Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("htpasswd"),
                IntStream.range(0, PEOPLE)
                        .mapToObj(number -> person(number) + ":" + HASH + "\n")
                        .collect(Collectors.joining()));
        return new String[] {
            "--staithe.access.anonymous=none",
            "--staithe.access.admin-password=" + PASSWORD,
            "--staithe.access.htpasswd=" + file,
            "--staithe.access.robots[0].name=robot",
            "--staithe.access.robots[0].token=" + ROBOT_TOKEN,
            "--staithe.access.rules[0].subject=authenticated",
            "--staithe.access.rules[0].repository=**",
            "--staithe.access.rules[0].role=push"
        };
    }

    private static String person(int number) {
        return "person" + number;
    }

    /** The value of an {@code Authorization} header, as the other ones here. */
    static String bearer(int port) throws IOException {
        return "Bearer " + member("token", ask(port, PATH, password()));
    }

    static String password() {
        return basic("admin", PASSWORD);
    }

    static String robot() {
        return basic("robot", ROBOT_TOKEN);
    }

    /** With an access token that was made for it. */
    static String access(int port) throws IOException {
        HttpRequest.Builder request = request(port, "/api/v1/tokens", password())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"bench\"}"));
        return basic("admin", member("secret", text(request)));
    }

    /** A form that gets a token for a refresh token. */
    static byte[] refresh(int port) throws IOException {
        String token = member("refresh_token", ask(port, PATH + "&offline_token=true", password()));
        return form("grant_type=refresh_token&refresh_token=" + token);
    }

    /** A form that gets a token for the password of somebody who has not logged in before. */
    static byte[] firstLogin(int number) throws IOException {
        if (number >= PEOPLE) {
            throw new IOException("all " + PEOPLE + " people have logged in before");
        }
        return form("grant_type=password&username=" + person(number) + "&password=" + PASSWORD);
    }

    private static byte[] form(String grant) {
        return (grant + "&service=staithe&client_id=bench&scope=repository:" + Image.REPOSITORY + ":pull,push")
                .getBytes(UTF_8);
    }

    private static String basic(String name, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + secret).getBytes(UTF_8));
    }

    private static String ask(int port, String path, String authorization) throws IOException {
        return text(request(port, path, authorization));
    }

    private static HttpRequest.Builder request(int port, String path, String authorization) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", authorization);
    }

    private static String text(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> answer = CLIENT.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException("an answer " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String member(String name, String json) throws IOException {
        Matcher member =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"").matcher(json);
        if (!member.find()) {
            throw new IOException("no " + name + " in the answer");
        }
        return member.group(1);
    }
}
