package io.staithe.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.audit.AuditTrail;
import io.staithe.database.Database;
import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import io.staithe.testing.Images;
import io.staithe.testing.LoggedLines;
import io.staithe.testing.RegistryClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;

/** Who did what is kept, and no secret with it. */
@TestInstance(Lifecycle.PER_CLASS)
@Isolated("listens to the log, which all tests share")
class AuditTest {

    private static final String JSON = "application/json";

    private final GuardedRegistry guarded;
    private final RegistryClient client;

    AuditTest(@TempDir Path data) {
        guarded = GuardedRegistry.start(data, "staithe.trusted-proxies=127.0.0.1");
        client = guarded.client();
    }

    @AfterAll
    void stop() {
        guarded.close();
    }

    private Answer manage(String request, String body) {
        return client.ask(
                request, body.getBytes(UTF_8), "Authorization", GuardedRegistry.admin(), "Content-Type", JSON);
    }

    private List<JsonNode> events(String query) {
        return manage("GET /api/v1/audit?n=1000" + query, "")
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .toList();
    }

    private JsonNode awaitEvent(String query, Predicate<JsonNode> wanted) {
        List<JsonNode> found = new ArrayList<>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            events(query).stream().filter(wanted).findFirst().ifPresent(found::add);
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    private static String text(JsonNode event, String property) {
        return event.path(property).stringValue();
    }

    @Test
    void logInsAreKeptOnceAndFailuresEachTime() {
        String carol = Credentials.password("carol");
        for (int i = 0; i < 5; i++) {
            client.ask("GET /v2/", "Authorization", carol, "X-Request-Id", "login-" + i)
                    .expect(200);
        }
        client.ask("GET /v2/", "Authorization", Credentials.basic("carol", "wrong"))
                .expect(401);
        awaitEvent(
                "&kind=login",
                event -> !event.path("allowed").booleanValue()
                        && text(event, "target").equals("carol"));
        List<JsonNode> successes = events("&kind=login&subject=account:carol");
        assertThat(successes).hasSize(1);
        assertThat(text(successes.getFirst(), "request")).isEqualTo("login-0");
        assertThat(text(successes.getFirst(), "address")).isEqualTo("127.0.0.1");
    }

    @Test
    void aStrangersFailuresDoNotFillTheTrail() {
        String wrong = Credentials.basic("flood", "staithe_" + "0".repeat(43));
        for (int i = 0; i < 100; i++) {
            client.ask("GET /v2/", "X-Forwarded-For", "2001:db8:7::" + i, "Authorization", wrong)
                    .expect(401);
        }
        awaitEvent("&kind=login", event -> text(event, "reason").endsWith("of this minute are not recorded"));
        assertThat(events("&kind=login"))
                .filteredOn(event -> text(event, "target").equals("flood"))
                .hasSize(60);
    }

    @Test
    void aPushIsKeptWithTheManifestAndARefusalWithItsReason() {
        String alice = Credentials.password("alice");
        byte[] config = "{}".getBytes(UTF_8);
        String digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        client.ask("POST /v2/team/kept/blobs/uploads/?digest=" + digest, config, "Authorization", alice)
                .expect(201);
        client.ask(
                        "PUT /v2/team/kept/manifests/1",
                        Images.manifest(config),
                        "Authorization",
                        alice,
                        "Content-Type",
                        Images.MANIFEST)
                .expect(201);
        JsonNode push = events("&kind=manifest.push&subject=account:alice").getFirst();
        assertThat(text(push, "target")).startsWith("team/kept@sha256:");
        assertThat(text(push, "reason")).isEqualTo("1");
        client.ask("DELETE /v2/team/kept/manifests/1", "Authorization", alice).expect(403);
        JsonNode denied = awaitEvent(
                "&kind=request&subject=account:alice",
                event -> text(event, "target").equals("repository:team/kept:delete"));
        assertThat(text(denied, "reason")).contains("no right to delete");
        client.ask("DELETE /v2/team/kept/manifests/1", "Authorization", Credentials.password("mary"))
                .expect(202);
        assertThat(text(events("&kind=tag.delete&subject=account:mary").getFirst(), "target"))
                .isEqualTo("team/kept:1");
    }

    @Test
    void aPushThatFailsIsNotKept() {
        client.ask(
                        "PUT /v2/team/failed/manifests/1",
                        Images.manifest("nothing of it is there".getBytes(UTF_8)),
                        "Authorization",
                        Credentials.password("alice"),
                        "Content-Type",
                        Images.MANIFEST)
                .expect(400);
        assertThat(events("&kind=manifest.push"))
                .noneMatch(event -> text(event, "target").startsWith("team/failed"));
    }

    @Test
    void changesOfRightsAreKeptAndComeInPages() {
        manage("POST /api/v1/robots", "{\"name\":\"kept\"}").expect(201);
        manage("POST /api/v1/rules", "{\"subject\":\"robot:kept\",\"repository\":\"kept/*\",\"role\":\"push\"}")
                .expect(201);
        JsonNode first =
                manage("GET /api/v1/audit?n=1&subject=account:admin", "").json();
        assertThat(first.path("items").size()).isEqualTo(1);
        JsonNode second = manage(
                        "GET /api/v1/audit?n=1&subject=account:admin&last="
                                + first.path("next").stringValue(),
                        "")
                .json();
        assertThat(second.path("items").path(0).path("id").longValue())
                .isLessThan(first.path("items").path(0).path("id").longValue());
        assertThat(events("&kind=rule.create"))
                .anyMatch(event -> text(event, "reason").equals("robot:kept push kept/*"));
    }

    @Test
    void whatIsOldGoes(@TempDir Path data) {
        try (GuardedRegistry other = GuardedRegistry.start(data)) {
            Database database = other.registry().bean(Database.class);
            database.write(() -> database.sql().sql("""
                    INSERT INTO audit (at, kind, subject, address, request, target, allowed, reason)
                    VALUES (1, 'login', 'account:old', '-', '-', '', 1, '')
                    """).update());
        }
        try (GuardedRegistry other = GuardedRegistry.start(data)) {
            AuditTrail trail = other.registry().bean(AuditTrail.class);
            await().until(() ->
                    trail.page(Long.MAX_VALUE, "account:old", null, 10).isEmpty());
        }
    }

    @Test
    void noSecretIsInAnyLog() {
        List<String> secrets = new ArrayList<>();
        List<String> said = LoggedLines.during(
                () -> logInInEveryWay(secrets),
                "io.staithe",
                "org.springframework.web",
                "org.springframework.security");
        assertThat(said).anyMatch(line -> line.contains("\"kind\":\"login\""));
        for (String secret : secrets) {
            assertThat(said).noneMatch(line -> line.contains(secret));
        }
    }

    private void logInInEveryWay(List<String> secrets) {
        String password = "a password that nobody writes";
        secrets.add(password);
        secrets.add(GuardedRegistry.ADMIN_PASSWORD);
        secrets.add(GuardedRegistry.ROBOT_TOKEN);
        manage("POST /api/v1/accounts", "{\"name\":\"quiet\",\"password\":\"" + password + "\"}")
                .expect(201);
        String basic = Credentials.basic("quiet", password);
        secrets.add(basic.substring("Basic ".length()));
        String token = client.ask(
                        "POST /api/v1/tokens",
                        "{\"name\":\"t\"}".getBytes(UTF_8),
                        "Authorization",
                        basic,
                        "Content-Type",
                        JSON)
                .expect(201)
                .json()
                .path("secret")
                .stringValue();
        secrets.add(token);
        client.ask("GET /v2/", "Authorization", Credentials.basic("quiet", token))
                .expect(200);
        client.ask("GET /v2/", "Authorization", GuardedRegistry.robot()).expect(200);
        JsonNode issued = guarded.token(basic, "offline_token=true&scope=repository:team/app:pull");
        secrets.add(issued.path("token").stringValue());
        secrets.add(issued.path("refresh_token").stringValue());
        client.ask(
                        "GET /v2/",
                        "Authorization",
                        Credentials.bearer(issued.path("token").stringValue()))
                .expect(200);
        for (String form : List.of(
                "grant_type=password&username=quiet&password=" + password.replace(" ", "%20"),
                "grant_type=refresh_token&refresh_token="
                        + issued.path("refresh_token").stringValue())) {
            client.ask("POST /token", form.getBytes(UTF_8), "Content-Type", "application/x-www-form-urlencoded")
                    .expect(200);
        }
        String slipped = "Hunter 2 typed as a name";
        secrets.add(slipped);
        client.ask("GET /v2/", "Authorization", Credentials.basic(slipped, "x")).expect(401);
        manage("PUT /api/v1/accounts/quiet/password", "{\"password\":\"" + password + "\"}")
                .expect(428);
    }
}
