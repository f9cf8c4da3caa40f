package io.staithe.api;

import static io.staithe.testing.GuardedRegistry.admin;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What can be managed through the API, and that it counts. */
@TestInstance(Lifecycle.PER_CLASS)
class ManagementTest {

    private static final String PASSWORD = "a long enough password";

    private final GuardedRegistry guarded;
    private final RegistryClient client;

    ManagementTest(@TempDir Path data) {
        guarded = GuardedRegistry.start(data);
        client = guarded.client();
    }

    @AfterAll
    void stop() {
        guarded.close();
    }

    private Answer manage(String request, String body, String... headers) {
        return ask(GuardedRegistry.admin(), request, body, headers);
    }

    private Answer ask(String authorization, String request, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of("Authorization", authorization, "Content-Type", "application/json"));
        all.addAll(Arrays.asList(headers));
        String path = request.replace(" ", " /api/v1/");
        return client.ask(path, body.getBytes(UTF_8), all.toArray(String[]::new));
    }

    private Answer make(String collection, String body) {
        return manage("POST " + collection, body.replace('\'', '"')).expect(201);
    }

    private void account(String name) {
        make("accounts", "{'name':'%s','password':'%s'}".formatted(name, PASSWORD));
    }

    private static String basic(String name) {
        return Credentials.basic(name, PASSWORD);
    }

    /** A guessed blob in a repository of one's own would else say whether a foreign one has it. */
    @Test
    void whoMaintainsARepositoryIsNotToldWhatOthersHold() {
        for (byte[] layer : List.of(Samples.bytes(1000), Samples.bytes(10))) {
            for (String repository : List.of("team/planned", "other/planned")) {
                push(repository, layer);
            }
        }
        make("retention/rules", "{'name':'planned','repository':'team/planned','keepNewest':1}");
        String plan = "GET retention/plan?repository=team/planned";
        JsonNode told = manage(plan, "").expect(200).json();
        JsonNode toldMary =
                ask(Credentials.password("mary"), plan, "").expect(200).json();
        for (JsonNode part : List.of(told.path("summary"), told.path("items").path(0))) {
            assertThat(part.path("exclusiveBytes").longValue()).isEqualTo(1000);
            assertThat(part.path("freedBytes").longValue(-1)).isZero();
        }
        for (JsonNode part :
                List.of(toldMary.path("summary"), toldMary.path("items").path(0))) {
            assertThat(part.path("exclusiveBytes").longValue()).isEqualTo(1000);
            assertThat(part.hasNonNull("freedBytes")).isFalse();
        }
    }

    private void push(String repository, byte[] layer) {
        String path = " /v2/" + repository + "/";
        Digest digest = Digest.of(Algorithm.SHA256, layer);
        client.ask("POST" + path + "blobs/uploads/?digest=" + digest, layer, "Authorization", admin())
                .expect(201);
        client.ask(
                        "PUT" + path + "manifests/bytes" + layer.length,
                        Images.manifest(layer),
                        "Authorization",
                        admin(),
                        "Content-Type",
                        Images.MANIFEST)
                .expect(201);
    }

    @Test
    void anAccountPushesAsSoonAsARuleSaysSo() {
        account("dora");
        String upload = "POST /v2/dora/app/blobs/uploads/";
        client.ask(upload, "Authorization", basic("dora")).expect(403);
        String rule = make("rules", "{'subject':'account:dora','repository':'dora/**','role':'push'}")
                .header("Location");
        client.ask(upload, "Authorization", basic("dora")).expect(202);
        String tag = client.ask("GET " + rule, "Authorization", GuardedRegistry.admin())
                .expect(200)
                .header("ETag");
        manage("DELETE " + rule.substring("/api/v1/".length()), "", "If-Match", tag)
                .expect(204);
        client.ask(upload, "Authorization", basic("dora")).expect(403);
    }

    @Test
    void aTokenOfAnAdministratorMakesNoFurtherCredentials() {
        account("olga");
        make("rules", "{'subject':'account:olga','repository':'**','role':'admin'}");
        String secret = ask(basic("olga"), "POST tokens", "{\"name\":\"automation\"}")
                .expect(201)
                .json()
                .path("secret")
                .stringValue();
        String token = Credentials.basic("olga", secret);
        ask(token, "POST tokens", "{\"name\":\"more\"}").expect(403);
        ask(token, "POST accounts", "{\"name\":\"paul\",\"password\":\"%s\"}".formatted(PASSWORD))
                .expect(403);
        ask(token, "PUT accounts/olga/password", "{\"password\":\"%s\"}".formatted(PASSWORD), "If-Match", "*")
                .expect(403);
        ask(token, "POST robots", "{\"name\":\"olgas\"}").expect(201);
        ask(GuardedRegistry.admin(), "POST tokens", "{\"name\":\"deploy\",\"owner\":\"robot:olgas\"}")
                .expect(201);
    }

    @Test
    void aNarrowedTokenListsNoMoreThanItMayPull() {
        account("nora");
        make("rules", "{'subject':'account:nora','repository':'nora/**','role':'push'}");
        push("nora/one", Samples.bytes(1));
        push("nora/two", Samples.bytes(1));
        String body = "{'name':'one','limits':[{'repository':'nora/one','role':'pull'}]}";
        String secret = ask(basic("nora"), "POST tokens", body.replace('\'', '"'))
                .expect(201)
                .json()
                .path("secret")
                .stringValue();
        String narrowed = Credentials.basic("nora", secret);
        assertThat(client.ask("GET /v2/_catalog?last=nora", "Authorization", narrowed)
                        .expect(200)
                        .text())
                .isEqualTo("{\"repositories\":[\"nora/one\"]}");
        String catalog = "registry:catalog:*";
        assertThat(guarded.token(narrowed, "scope=" + catalog).path("scope").stringValue())
                .isEmpty();
        client.ask("GET /v2/_catalog", "Authorization", guarded.bearer(narrowed, catalog))
                .expect(401);
        client.ask("GET /v2/_catalog", "Authorization", guarded.bearer(basic("nora"), catalog))
                .expect(200);
    }

    @Test
    void anAccountChangesItsOwnPasswordAndEndsItsSessions() {
        account("emil");
        String refresh = guarded.token(basic("emil"), "offline_token=true&client_id=docker")
                .path("refresh_token")
                .stringValue();
        JsonNode sessions =
                ask(basic("emil"), "GET sessions", "").expect(200).json().path("items");
        assertThat(sessions.size()).isEqualTo(1);
        assertThat(sessions.path(0).path("client").stringValue()).isEqualTo("docker");
        String tag = ask(basic("emil"), "GET accounts/emil", "").expect(200).header("ETag");
        String changed = "{\"password\":\"another password\"}";
        ask(basic("emil"), "PUT accounts/emil/password", changed).expect(428);
        ask(basic("emil"), "PUT accounts/emil/password", changed, "If-Match", "\"x\"")
                .expect(412);
        ask(basic("emil"), "PUT accounts/emil/password", changed, "If-Match", tag)
                .expect(204);
        ask(basic("emil"), "GET accounts/emil", "").expect(401);
        String now = Credentials.basic("emil", "another password");
        assertThat(ask(now, "GET sessions", "").expect(200).json().path("items").size())
                .isZero();
        refresh(refresh).expect(401);
    }

    private Answer refresh(String token) {
        return client.ask(
                "POST /token",
                ("grant_type=refresh_token&refresh_token=" + token).getBytes(UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    @Test
    void aSessionThatWasEndedTakesItsTokensAlong() {
        account("lost");
        String kept = session("lost");
        String stolen = session("lost");
        String bearer = Credentials.bearer(
                refresh(stolen).expect(200).json().path("token").stringValue());
        client.ask("GET /v2/", "Authorization", bearer).expect(200);
        String id = ask(basic("lost"), "GET sessions", "")
                .json()
                .path("items")
                .valueStream()
                .filter(session -> session.has("lastUsedAt"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .stringValue();
        ask(Credentials.password("bob"), "DELETE sessions/" + id, "").expect(404);
        ask(basic("lost"), "DELETE sessions/" + id, "").expect(204);
        refresh(stolen).expect(401);
        client.ask("GET /v2/", "Authorization", bearer).expect(401);
        refresh(kept).expect(200);
    }

    private String session(String name) {
        return guarded.token(basic(name), "offline_token=true")
                .path("refresh_token")
                .stringValue();
    }

    @Test
    void anAccountMakesTokensForItselfThatCanBeLessAndAreRevokedAtOnce() {
        account("frida");
        make("rules", "{'subject':'account:frida','repository':'frida/**','role':'push'}");
        String wanted = "{\"name\":\"ci\",\"limits\":[{\"repository\":\"frida/app\",\"role\":\"pull\"}]}";
        JsonNode made = ask(basic("frida"), "POST tokens", wanted).expect(201).json();
        String secret = made.path("secret").stringValue();
        assertThat(secret).startsWith("staithe_at_");
        String token = Credentials.basic("frida", secret);
        client.ask("GET /v2/frida/app/tags/list", "Authorization", token).expect(404);
        client.ask("GET /v2/", "Authorization", Credentials.basic("admin", secret))
                .expect(401);
        client.ask("POST /v2/frida/app/blobs/uploads/", "Authorization", token).expect(403);
        ask(token, "POST tokens", "{\"name\":\"more\"}").expect(403);
        Answer list = ask(basic("frida"), "GET tokens", "").expect(200);
        assertThat(list.text()).doesNotContain(secret);
        assertThat(list.json().path("items").path(0).path("lastUsedAt").isMissingNode())
                .isFalse();
        String id = made.path("token").path("id").stringValue();
        ask(Credentials.password("bob"), "DELETE tokens/" + id, "").expect(404);
        ask(basic("frida"), "DELETE tokens/" + id, "").expect(204);
        client.ask("GET /v2/frida/app/tags/list", "Authorization", token).expect(401);
    }

    @Test
    void aRobotGetsItsTokensFromAnAdministrator() {
        make("robots", "{'name':'builder'}");
        make("groups", "{'name':'builders','members':['robot:builder']}");
        make("rules", "{'subject':'group:builders','repository':'built/*','role':'push'}");
        String body = "{\"owner\":\"robot:builder\",\"name\":\"t\",\"expiresAt\":\"%s\"}";
        manage("POST tokens", body.formatted(Instant.now().minusSeconds(1))).expect(400);
        String secret = manage("POST tokens", body.formatted(Instant.now().plusSeconds(60)))
                .expect(201)
                .json()
                .path("secret")
                .stringValue();
        String robot = Credentials.basic("builder", secret);
        client.ask("POST /v2/built/app/blobs/uploads/", "Authorization", robot).expect(202);
        JsonNode verdict = ask(robot, "GET can-i?repository=built/app&action=push", "")
                .expect(200)
                .json();
        assertThat(verdict.path("allowed").booleanValue()).isTrue();
        assertThat(verdict.path("rule").path("subject").stringValue()).isEqualTo("group:builders");
        ask(robot, "GET can-i?repository=built/app&action=push&subject=account:alice", "")
                .expect(403);
        String tag = manage("GET robots/builder", "").header("ETag");
        manage("DELETE robots/builder", "", "If-Match", tag).expect(204);
        client.ask("POST /v2/built/app/blobs/uploads/", "Authorization", robot).expect(401);
        assertThat(manage("GET groups/builders", "").json().path("members").size())
                .isZero();
    }

    @Test
    void whoGetsANameAgainInheritsNothing() {
        account("gerd");
        make("rules", "{'subject':'account:gerd','repository':'gerd/**','role':'push'}");
        make("groups", "{'name':'gerds','members':['account:gerd']}");
        String old = Credentials.basic(
                "gerd",
                ask(basic("gerd"), "POST tokens", "{\"name\":\"old\"}")
                        .expect(201)
                        .json()
                        .path("secret")
                        .stringValue());
        client.ask("GET /v2/", "Authorization", old).expect(200);
        manage("DELETE accounts/gerd", "", "If-Match", "*").expect(204);
        account("gerd");
        assertThat(manage("GET tokens?owner=account:gerd", "")
                        .json()
                        .path("items")
                        .size())
                .isZero();
        client.ask("GET /v2/", "Authorization", old).expect(401);
        client.ask("POST /v2/gerd/app/blobs/uploads/", "Authorization", basic("gerd"))
                .expect(403);
        assertThat(manage("GET accounts/gerd", "").json().path("groups").size()).isZero();
    }

    @Test
    void whatTheConfigurationDeclaresIsShownAndStays() {
        assertThat(manage("GET accounts/alice", "").json().path("origin").stringValue())
                .isEqualTo("htpasswd");
        JsonNode rules = manage("GET rules", "").json().path("items");
        JsonNode declared = rules.valueStream()
                .filter(rule -> rule.path("origin").stringValue().equals("configuration"))
                .findFirst()
                .orElseThrow();
        String id = declared.path("id").stringValue();
        for (String request : List.of(
                "DELETE accounts/alice",
                "DELETE accounts/admin",
                "DELETE robots/ci",
                "DELETE groups/keepers",
                "DELETE rules/" + id)) {
            Answer refused = manage(request, "", "If-Match", "*").expect(409);
            assertThat(refused.json().path("detail").stringValue()).contains("change");
        }
    }

    @Test
    void aQueryThatCannotBeReadIsRefused() {
        for (String query : List.of("=0", "n=1&=null")) {
            Answer refused = manage("GET groups?" + query, "").expect(400);
            assertThat(refused.json().path("detail").stringValue()).contains("each parameter has a name");
        }
    }

    @Test
    void listsComeInPagesThatMissNothing() {
        for (int i = 0; i < 5; i++) {
            make("groups", "{'name':'page%d'}".formatted(i));
        }
        List<String> seen = new ArrayList<>();
        String next = "/api/v1/groups?n=2";
        while (!next.isEmpty()) {
            Answer page = client.ask("GET " + next, "Authorization", GuardedRegistry.admin())
                    .expect(200);
            page.json()
                    .path("items")
                    .valueStream()
                    .forEach(group -> seen.add(group.path("name").stringValue()));
            next = page.optionalHeader("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse("");
        }
        assertThat(seen).isSorted().doesNotHaveDuplicates().contains("page0", "page1", "page2", "page3", "page4");
    }

    @Test
    void aRequestThatIsWrongIsToldWhy() {
        require(manage("POST accounts", "{"), 400, "it is no JSON at line 1, column 2");
        require(
                manage("POST accounts", "{\"name\":\"x\",\"passwort\":\"y\"}"),
                400,
                "there is no 'passwort', but there are: name, password");
        require(manage("POST accounts", "{\"name\":[7]}"), 400, "'name' must be text");
        require(manage("POST accounts", "[7]"), 400, "it must be one object and nothing else");
        require(manage("POST accounts", "{\"name\":\"x\"} {}"), 400, "it must be one object and nothing else");
        require(manage("POST retention/rules", "{\"keepNewest\":99999999999}"), 400, "'keepNewest' must be a smaller");
        require(
                manage("POST retention/rules", "{\"keepNewest\":\"many\"}"),
                400,
                "'keepNewest' must be a whole number");
        require(manage("POST retention/rules", "{\"keepNewestPatch\":\"maybe\"}"), 400, "must be true or false");
        require(manage("POST groups", "{\"name\":\"x\",\"members\":\"y\"}"), 400, "'members' must be a list");
        require(
                manage("POST restores", "{\"repository\":\"x\",\"since\":\"yesterday\"}"),
                400,
                "'since' must be a moment such as");
        require(manage("POST accounts", "{\"name\":\"a:b\",\"password\":\"" + PASSWORD + "\"}"), 400, "a name is");
        require(manage("POST accounts", "{\"name\":\"ab\",\"password\":\"short\"}"), 400, "8 characters");
        require(manage("POST accounts", " ".repeat(300_000)), 413, "larger");
        require(manage("GET accounts?n=x", ""), 400, "'n'");
        require(manage("GET accounts?n=0", ""), 400, "'n'");
        require(manage("PATCH accounts", "{}"), 405, "method");
        require(manage("GET nothing", ""), 404, "nothing");
        require(
                client.ask(
                        "POST /api/v1/accounts",
                        "name=x".getBytes(UTF_8),
                        "Content-Type",
                        "text/plain",
                        "Authorization",
                        GuardedRegistry.admin()),
                415,
                "application/json");
        require(client.ask("GET /api/v1/accounts", "Authorization", "Basic !"), 400, "Base64");
        require(client.ask("GET /api/v1/accounts", "Authorization", basic("nobody")), 401, "wrong");
        require(manage("GET can-i?repository=A&action=pull", ""), 400, "");
        require(manage("GET can-i?repository=a&action=eat", ""), 400, "'action'");
    }

    private static void require(Answer answer, int status, String detail) {
        answer.expect(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("detail").stringValue()).contains(detail);
    }

    @Test
    void aPageOfAnotherSiteIsRefused() {
        manage("GET accounts", "", "Origin", "http://evil.example").expect(403);
        manage("GET accounts", "", "Origin", "null").expect(403);
        manage("GET accounts", "", "Origin", guarded.registry().uri("").toString())
                .expect(200);
    }

    @Test
    void twoWhoChangeTheSameDoNotOverwriteEachOther() {
        make("groups", "{'name':'pair'}");
        String tag = manage("GET groups/pair", "").header("ETag");
        String one = "{\"members\":[\"account:alice\"]}";
        manage("PUT groups/pair", one, "If-Match", tag).expect(200);
        manage("PUT groups/pair", "{\"members\":[]}", "If-Match", tag).expect(412);
        assertThat(manage("GET groups/pair", "").json().path("members").size()).isEqualTo(1);
    }
}
