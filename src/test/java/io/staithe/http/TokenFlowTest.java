package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Challenge, token, request: as clients do it. */
@TestInstance(Lifecycle.PER_CLASS)
class TokenFlowTest {

    private static final String ALICE = Credentials.password("alice");
    private static final String BOB = Credentials.password("bob");

    private final GuardedRegistry guarded;
    private final RegistryClient client;

    TokenFlowTest(@TempDir Path data) {
        guarded = GuardedRegistry.start(data);
        client = guarded.client();
    }

    @AfterAll
    void stop() {
        guarded.close();
    }

    private static String form(String grant, String rest) {
        return "grant_type=" + grant + "&service=staithe&client_id=test&" + rest;
    }

    @Test
    void aPlusBetweenScopesIsASpaceAsInAForm() {
        String granted = guarded.token(ALICE, "scope=repository:team/app:pull+repository:team/b:pull")
                .path("scope")
                .stringValue();
        assertThat(granted.split(" ", -1))
                .containsExactlyInAnyOrder("repository:team/app:pull", "repository:team/b:pull");
    }

    private Answer post(String form) {
        return client.ask(
                "POST /token",
                form.getBytes(UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8");
    }

    /** Pushes an image of one blob with these credentials. */
    private Answer push(String repository, String authorization) {
        byte[] config = "{}".getBytes(UTF_8);
        Answer start = client.ask("POST /v2/" + repository + "/blobs/uploads/", "Authorization", authorization);
        if (start.status() != 202) {
            return start;
        }
        String digest = Digest.of(Algorithm.SHA256, config).toString();
        client.ask("PUT " + start.header("Location") + "?digest=" + digest, config, "Authorization", authorization)
                .expect(201);
        return client.ask(
                "PUT /v2/" + repository + "/manifests/1",
                Images.manifest(config),
                "Authorization",
                authorization,
                "Content-Type",
                Images.MANIFEST);
    }

    @Test
    void whoSaysNothingGetsOneBearerChallengeWithAnAbsoluteRealm() {
        Answer answer = client.ask("GET /v2/").refused(401, ErrorCode.UNAUTHORIZED);
        String challenge = answer.header("WWW-Authenticate");
        assertThat(challenge)
                .isEqualTo("Bearer realm=\"" + guarded.registry().uri("/token") + "\",service=\"staithe\"");
        assertThat(answer.header("Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v2/team/app/manifests/1; repository:team/app:pull",
                "HEAD /v2/team/app/manifests/1; repository:team/app:pull",
                "PUT /v2/team/app/manifests/1; repository:team/app:pull,push",
                "POST /v2/team/app/blobs/uploads/; repository:team/app:pull,push",
                "POST /v2/team/app/blobs/uploads/?mount=x&from=team/b; repository:team/app:pull,push repository:team/b:pull",
                "POST /v2/team/app/blobs/uploads/?from=%22,%C0; repository:team/app:pull,push",
                "DELETE /v2/team/app/manifests/1; repository:team/app:delete",
                "DELETE /v2/team/app/blobs/uploads/00000000000000000000000000000000; repository:team/app:pull,push",
                "GET /v2/team/app/tags/list; repository:team/app:pull"
            })
    void theChallengeNamesTheScopeThatTheRequestTakes(String row) {
        String[] parts = row.split("; ", 2);
        Answer answer = client.ask(parts[0]).expect(401);
        assertThat(answer.header("WWW-Authenticate")).endsWith(",scope=\"" + parts[1] + "\"");
    }

    @Test
    void aPasswordBuysATokenThatPushesAndPulls() {
        JsonNode answer = guarded.token(ALICE, "account=alice&service=staithe&scope=repository:team/app:pull,push");
        assertThat(answer.path("access_token")).isEqualTo(answer.path("token"));
        assertThat(answer.path("expires_in").intValue()).isEqualTo(300);
        assertThat(Instant.parse(answer.path("issued_at").stringValue())).isBefore(Instant.now());
        assertThat(answer.has("refresh_token")).isFalse();
        String token = Credentials.bearer(answer.path("token").stringValue());
        push("team/app", token).expect(201);
        client.ask("GET /v2/team/app/manifests/1", "Authorization", token).expect(200);
        client.ask("GET /v2/", "authorization", token.replace("Bearer", "bearer"))
                .expect(200);
    }

    @Test
    void aTokenIsGoodForWhatTheRulesGiveOfWhatWasAskedFor() {
        JsonNode answer = guarded.token(
                BOB, "scope=repository:team/app:pull,push,delete&scope=repository:other/app:pull%20unknown:x:y");
        assertThat(answer.path("scope").stringValue()).isEqualTo("repository:team/app:pull");
        String token = Credentials.bearer(answer.path("token").stringValue());
        Answer refused = client.ask("POST /v2/team/app/blobs/uploads/", "Authorization", token)
                .refused(403, ErrorCode.DENIED);
        assertThat(refused.text()).contains("account bob", "push to team/app", "role push");
    }

    @Test
    void aTokenThatIsTooNarrowIsToBeWidened() {
        String token = guarded.bearer(ALICE, "repository:team/app:pull");
        Answer answer = client.ask("POST /v2/team/app/blobs/uploads/", "Authorization", token)
                .refused(401, ErrorCode.UNAUTHORIZED);
        assertThat(answer.header("WWW-Authenticate"))
                .endsWith(",scope=\"repository:team/app:pull,push\",error=\"insufficient_scope\"");
        assertThat(answer.text()).contains("does not include repository:team/app:pull,push");
        client.ask("GET /v2/team/app2/manifests/1", "Authorization", token).expect(401);
        client.ask("GET /v2/", "Authorization", token).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic Og=="})
    void withoutCredentialsATokenIsAnonymous(String credentials) {
        push("public/app", GuardedRegistry.admin()).expect(201);
        push("team/secret", GuardedRegistry.admin()).expect(201);
        String token = guarded.bearer(credentials, "repository:public/app:pull", "repository:team/secret:pull");
        client.ask("GET /v2/", "Authorization", token).expect(200);
        client.ask("GET /v2/public/app/manifests/1", "Authorization", token).expect(200);
        client.ask("GET /v2/public/app/manifests/1").expect(200);
        Answer refused = client.ask("GET /v2/team/secret/manifests/1", "Authorization", token)
                .refused(401, ErrorCode.UNAUTHORIZED);
        assertThat(refused.header("WWW-Authenticate")).contains("error=\"insufficient_scope\"");
        assertThat(refused.text()).contains("log in first");
    }

    @Test
    void basicCredentialsAreTakenStraightAway() {
        push("team/basic", ALICE).expect(201);
        client.ask("GET /v2/team/basic/manifests/1", "Authorization", BOB).expect(200);
        client.ask("GET /v2/", "Authorization", BOB).expect(200);
        client.ask("DELETE /v2/team/basic/manifests/1", "Authorization", ALICE).refused(403, ErrorCode.DENIED);
        client.ask("DELETE /v2/team/basic/manifests/1", "Authorization", Credentials.password("mary"))
                .expect(202);
        push("ci/app", GuardedRegistry.robot()).expect(201);
        push("team/app", GuardedRegistry.robot()).refused(403, ErrorCode.DENIED);
    }

    @Test
    void wrongCredentialsAreRefusedEverywhere() {
        for (String wrong : new String[] {
            Credentials.basic("alice", "bob-password"),
            Credentials.basic("nobody", "alice-password"),
            Credentials.basic("ci", "staithe_at_" + "0".repeat(43)),
            Credentials.basic("alice", GuardedRegistry.ROBOT_TOKEN),
            Credentials.basic("alice", "")
        }) {
            for (String request : new String[] {"GET /token", "GET /v2/", "GET /v2/public/app/manifests/1"}) {
                client.ask(request, "Authorization", wrong).refused(401, ErrorCode.UNAUTHORIZED);
            }
        }
    }

    @Test
    void whatIsNoAuthorizationIsRefused() {
        for (String wrong : new String[] {"Digest x", "Basic", "Basic !!!", "Basic YWxpY2U=", "alice", "Bearer"}) {
            assertThat(client.ask("GET /v2/", "Authorization", wrong).status())
                    .as(wrong)
                    .isIn(400, 401);
        }
    }

    @Test
    void aRefreshTokenBuysTokensWithoutThePassword() {
        JsonNode login = guarded.token(ALICE, "offline_token=true&service=staithe&client_id=docker");
        String refresh = login.path("refresh_token").stringValue();
        assertThat(refresh).startsWith("staithe_rt_");
        Answer answer = post(form("refresh_token", "refresh_token=" + refresh + "&scope=repository:team/app:pull"))
                .expect(200);
        assertThat(answer.json().path("refresh_token").stringValue()).isEqualTo(refresh);
        assertThat(answer.json().path("scope").stringValue()).isEqualTo("repository:team/app:pull");
        client.ask(
                        "GET /v2/",
                        "Authorization",
                        Credentials.bearer(answer.json().path("access_token").stringValue()))
                .expect(200);
        client.ask("GET /v2/", "Authorization", Credentials.basic("alice", refresh))
                .expect(401);
        post(form("refresh_token", "refresh_token=staithe_rt_x")).expect(401);
    }

    @Test
    void theOauthFormTakesAPasswordToo() {
        Answer answer = post(form(
                        "password",
                        "username=alice&password=alice-password&access_type=offline"
                                + "&scope=repository:team/a:pull+repository:team/b:pull"))
                .expect(200);
        assertThat(answer.json().path("scope").stringValue())
                .contains("repository:team/a:pull", "repository:team/b:pull");
        assertThat(answer.json().path("refresh_token").stringValue()).isNotEmpty();
        post(form("password", "username=alice&password=wrong")).expect(401);
        post(form("magic", "")).refused(400, ErrorCode.UNSUPPORTED);
        client.ask("POST /token", "{}".getBytes(UTF_8), "Content-Type", "application/json")
                .expect(415);
        client.ask("PUT /token").refused(405, ErrorCode.UNSUPPORTED);
    }

    @Test
    void aTokenForFiftyRepositoriesFitsInAHeader() {
        String scopes = IntStream.range(0, 50)
                .mapToObj(i -> "scope=repository:team/" + Samples.repository().replace('/', '-')
                        + "/a-component-of-some-length-" + i + ":pull,push")
                .collect(Collectors.joining("&"));
        JsonNode answer = guarded.token(ALICE, scopes);
        String token = answer.path("token").stringValue();
        assertThat(token).hasSizeLessThan(4096);
        assertThat(answer.path("scope").stringValue().split(" ")).hasSize(50);
        client.ask("GET /v2/", "Authorization", Credentials.bearer(token)).expect(200);
        String last = answer.path("scope").stringValue().split(" ", -1)[49].split(":", -1)[1];
        push(last, Credentials.bearer(token)).expect(201);
    }

    @Test
    void theCatalogueShowsWhatTheCallerMayPull() {
        push("public/listed", GuardedRegistry.admin()).expect(201);
        push("team/listed", GuardedRegistry.admin()).expect(201);
        push("hidden/listed", GuardedRegistry.admin()).expect(201);
        assertThat(client.ask("GET /v2/_catalog").expect(200).text())
                .contains("public/listed")
                .doesNotContain("team/", "hidden/");
        String token = guarded.bearer(BOB, "registry:catalog:*");
        assertThat(client.ask("GET /v2/_catalog", "Authorization", token)
                        .expect(200)
                        .text())
                .contains("public/listed", "team/listed")
                .doesNotContain("hidden/");
        Answer narrow = client.ask("GET /v2/_catalog", "Authorization", guarded.bearer(BOB, "repository:team/x:pull"))
                .expect(401);
        assertThat(narrow.header("WWW-Authenticate"))
                .contains("scope=\"registry:catalog:*\",error=\"insufficient_scope\"");
    }

    @Test
    void theCatalogueKeepsItsPagesFullHoweverMuchIsHidden() {
        for (int i = 0; i < 8; i++) {
            push((i % 2 == 0 ? "hidden" : "team") + "/page" + i, GuardedRegistry.admin())
                    .expect(201);
        }
        Answer page = client.ask("GET /v2/_catalog?n=2&last=team/pag", "Authorization", BOB)
                .expect(200);
        assertThat(page.text()).isEqualTo("{\"repositories\":[\"team/page1\",\"team/page3\"]}");
        assertThat(page.header("Link")).contains("last=team%2Fpage3");
        page = client.ask("GET /v2/_catalog?n=1&last=hidden/", "Authorization", BOB)
                .expect(200);
        assertThat(page.json().path("repositories").size()).isEqualTo(1);
    }

    @Test
    void theKeysArePublishedWithoutTheirPrivatePart() {
        guarded.bearer(ALICE, "repository:team/app:pull");
        Answer answer = client.ask("GET /.well-known/jwks.json").expect(200);
        JsonNode key = answer.json().path("keys").path(0);
        assertThat(key.path("kty").stringValue()).isEqualTo("EC");
        assertThat(key.path("kid").stringValue()).isNotEmpty();
        assertThat(answer.text()).doesNotContain("\"d\"");
    }

    @Test
    void theRealmIsWhatTheClientAsked() {
        String base = "http://localhost:" + guarded.registry().port();
        Answer answer = client.ask("GET " + URI.create(base + "/v2/")).expect(401);
        assertThat(answer.header("WWW-Authenticate")).contains("realm=\"" + base + "/token\"");
    }
}
