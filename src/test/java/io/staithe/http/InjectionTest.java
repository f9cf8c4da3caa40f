package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import io.staithe.testing.LoggedErrors;
import io.staithe.testing.LoggedLines;
import io.staithe.testing.RawConnection;
import io.staithe.testing.RegistryClient;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Words that want to be more than words: in a statement, in the log, on a terminal. */
@TestInstance(Lifecycle.PER_CLASS)
@Isolated("listens to the log, which all tests share")
class InjectionTest {

    private static final List<String> HOSTILE = List.of(
            "' OR '1'='1",
            "alice'--",
            "alice\" OR 1=1",
            "%' OR name LIKE '%",
            "alice\0",
            "alice\r\nadmin",
            "${jndi:ldap://x}",
            "alice\u202e",
            "\u001b[31mred",
            "{}",
            "admin;DROP TABLE account");

    private static final String ALICE = Credentials.password("alice");
    private static final String ADMIN = GuardedRegistry.admin();

    private final GuardedRegistry guarded;
    private final RegistryClient client;

    InjectionTest(@TempDir Path data) {
        guarded = GuardedRegistry.start(
                data,
                "staithe.access.failures-per-address=10000",
                "staithe.http.access-log=true",
                "staithe.trusted-proxies=127.0.0.1");
        client = guarded.client();
    }

    @AfterAll
    void stop() {
        guarded.close();
    }

    static List<String> hostile() {
        return HOSTILE;
    }

    /** Requests that end in a word which may reach a statement. */
    static List<String> places() {
        return List.of(
                "/v2/_catalog?last=",
                "/v2/team/app/tags/list?last=",
                "/v2/team/app/manifests/",
                "/v2/team/app/referrers/sha256:" + "0".repeat(64) + "?artifactType=",
                "/api/v1/accounts?last=",
                "/api/v1/accounts/",
                "/api/v1/groups/",
                "/api/v1/robots/",
                "/api/v1/rules/",
                "/api/v1/tokens?last=",
                "/api/v1/tokens?owner=",
                "/api/v1/tokens/",
                "/api/v1/sessions?owner=",
                "/api/v1/audit?kind=",
                "/api/v1/audit?subject=",
                "/api/v1/can-i?action=pull&repository=",
                "/api/v1/reclaim/tags?repository=",
                "/api/v1/trash?repository=");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aNameIsANameAndNothingElse(String name) {
        LoggedErrors errors = new LoggedErrors();
        errors.open();
        client.ask("GET /v2/", "Authorization", Credentials.basic(name, "alice-password"))
                .expect(401);
        client.ask("GET /v2/", "Authorization", Credentials.basic(name, "staithe_at_" + name))
                .expect(401);
        String encoded = encoded(name);
        int fine = name.indexOf(0) < 0 ? 200 : 400;
        int unknown = name.indexOf(0) < 0 ? 401 : 400;
        client.ask(
                        "GET /token?account=" + encoded + "&client_id=" + encoded + "&service=" + encoded
                                + "&scope=" + encoded + "&scope=repository:" + encoded
                                + ":pull&offline_token=true",
                        "Authorization",
                        ALICE)
                .expect(fine);
        client.ask(
                        "POST /token",
                        ("grant_type=refresh_token&refresh_token=" + encoded).getBytes(UTF_8),
                        "Content-Type",
                        "application/x-www-form-urlencoded")
                .expect(unknown);
        assertThat(errors.close()).isEmpty();
        client.ask("GET /v2/", "Authorization", ADMIN).expect(200);
    }

    @ParameterizedTest
    @MethodSource("places")
    void whatIsAskedForIsNoPartOfAStatement(String place) {
        LoggedErrors errors = new LoggedErrors();
        errors.open();
        for (String word : HOSTILE) {
            Answer answer = client.ask("GET " + place + encoded(word), "Authorization", ADMIN);
            assertThat(answer.status()).as("%s%s", place, word).isBetween(200, 499);
            if (answer.status() == 200 && (place.endsWith("kind=") || place.endsWith("subject="))) {
                assertThat(answer.text()).startsWith("{\"items\":[]");
            }
        }
        assertThat(errors.close()).isEmpty();
    }

    @Test
    void nothingBreaksALineOfTheLogOrSpeaksToATerminal() {
        List<String> breaks = List.of("\r", "\n", "\u001b", "\u009b", "\u2028", "\u202e", "\u00ad");
        List<String> said = LoggedLines.during(() -> breaks.forEach(this::sayEverywhere), "io.staithe");
        assertThat(said)
                .anyMatch(line -> line.contains("GET /v2/team/x"))
                .anyMatch(line -> line.contains("evil-agent"))
                .anyMatch(line -> line.contains("\"address\":\"evil-agent"))
                .allSatisfy(line -> assertThat(breaks).noneMatch(line::contains));
        Answer sessions =
                client.ask("GET /api/v1/sessions", "Authorization", ALICE).expect(200);
        assertThat(sessions.json().path("items").valueStream())
                .hasSizeGreaterThanOrEqualTo(breaks.size())
                .allSatisfy(session ->
                        assertThat(breaks).noneMatch(session.path("client").stringValue()::contains));
    }

    /** In each place that a request has for words of its sender. Of such characters a header can have only the last one. */
    private void sayEverywhere(String hostile) {
        String text = "evil" + hostile + "end";
        String word = encoded(text);
        client.ask("GET /v2/team/x" + word + "/manifests/1", "Authorization", ALICE);
        client.ask("GET /v2/team/x/manifests/" + word, "Authorization", ALICE);
        client.ask("GET /v2/team/x/tags/list?n=" + word + "&last=" + word, "Authorization", ALICE);
        client.ask("GET /v2/", "Authorization", Credentials.basic(text, text)).expect(401);
        client.ask("GET /token?offline_token=true&scope=" + word + "&client_id=" + word, "Authorization", ALICE)
                .expect(200);
        client.ask("GET /api/v1/audit?kind=" + word + "&subject=" + word, "Authorization", ADMIN)
                .expect(200);
        for (String name : List.of("User-Agent", "X-Request-Id", "X-Forwarded-For", "X-Forwarded-Host", "Accept")) {
            try (RawConnection connection = new RawConnection(guarded.registry().port())) {
                connection
                        .write("GET /v2/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: "
                                + Credentials.basic("nobody", "x") + "\r\n" + name + ": evil-agent\u00ad\r\n\r\n")
                        .endOutput();
                connection.readAnswer().expect(401);
            }
        }
    }
}
