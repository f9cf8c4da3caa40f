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
import io.staithe.testing.RawConnection;
import io.staithe.testing.RegistryClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody tries who may do something, to do more. */
@TestInstance(Lifecycle.PER_CLASS)
class AccessAttackTest {

    private static final String ALICE = Credentials.password("alice");
    private static final String BOB = Credentials.password("bob");
    private static final String ADMIN = GuardedRegistry.admin();

    private final GuardedRegistry guarded;
    private final RegistryClient client;
    private final byte[] secret = "the content of a secret layer".getBytes(UTF_8);
    private final Digest blob = Digest.of(Algorithm.SHA256, secret);
    /** Of the manifest that another one in the hidden repository refers to. */
    private final Digest subject = Digest.of(Algorithm.SHA256, Images.manifest(secret));

    AccessAttackTest(@TempDir Path data) {
        guarded = GuardedRegistry.start(data, "staithe.access.failures-per-address=10000");
        client = guarded.client();
        for (String repository : List.of("hidden/app", "team/app", "team/app/sub")) {
            client.ask("POST /v2/" + repository + "/blobs/uploads/?digest=" + blob, secret, "Authorization", ADMIN)
                    .expect(201);
            client.ask(
                            "PUT /v2/" + repository + "/manifests/1",
                            Images.manifest(secret),
                            "Authorization",
                            ADMIN,
                            "Content-Type",
                            Images.MANIFEST)
                    .expect(201);
        }
        String members = "\"subject\":" + Images.descriptor(Images.MANIFEST, Images.manifest(secret)) + ",";
        client.ask(
                        "PUT /v2/hidden/app/manifests/referrer",
                        Images.manifestWith(members, secret),
                        "Authorization",
                        ADMIN,
                        "Content-Type",
                        Images.MANIFEST)
                .expect(201);
    }

    @AfterAll
    void stop() {
        guarded.close();
    }

    /** The answer to a request line that no HTTP client would send. */
    private Answer raw(String line, String headers) {
        try (RawConnection connection = new RawConnection(guarded.registry().port())) {
            connection
                    .write(line + " HTTP/1.1\r\nHost: registry\r\nConnection: close\r\n" + headers + "\r\n")
                    .endOutput();
            return connection.readAnswer(line.substring(0, line.indexOf(' ')));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/team/app/sub/manifests/1",
                "/v2/team/app%2Fsub/manifests/1",
                "/v2/team%2Fapp%2fsub/manifests/1",
                "/v2/team/apps/manifests/1",
                "/v2/Team/App/manifests/1",
                "/v2/TEAM/APP/manifests/1",
                "/v2/team//app/manifests/1",
                "/v2//team/app/manifests/1",
                "/v2/team/app//manifests/1",
                "/v2/team/app/../../hidden/app/manifests/1",
                "/v2/team/app/%2e%2e/%2e%2e/hidden/app/manifests/1",
                "/v2/team/app%2F..%2F..%2Fhidden%2Fapp/manifests/1",
                "/v2/team/app/..;/..;/hidden/app/manifests/1",
                "/v2/team/app;x=1/manifests/1",
                "/v2/./team/app/manifests/1",
                "/v2/team/app\\sub/manifests/1",
                "/v2/team/app%5csub/manifests/1",
                "/v2/team/app%00/manifests/1",
                "/v2/team/app%252Fsub/manifests/1",
                "/v2/hidden/app/manifests/1?name=team/app",
                "/v2/hidden/app/manifests/1#/v2/team/app/manifests/1",
                "/V2/hidden/app/manifests/1",
                "/%76%32/hidden/app/manifests/1",
                "/token/../v2/hidden/app/manifests/1",
                "/v2/hidden/app/manifests/1/"
            })
    void aTokenForOneRepositoryOpensNoOther(String path) {
        String token = guarded.bearer(ALICE, "repository:team/app:pull,push");
        raw("GET /v2/team/app/manifests/1", "Authorization: " + token + "\r\n").expect(200);
        for (String method : new String[] {"GET", "HEAD", "PUT", "DELETE"}) {
            Answer answer = raw(method + " " + path, "Authorization: " + token + "\r\n");
            assertThat(answer.status()).as("%s %s: %s", method, path, answer).isBetween(400, 405);
            assertThat(answer.text()).doesNotContain("schemaVersion");
            assertThat(answer.headers("Docker-Content-Digest")).isEmpty();
        }
    }

    @Test
    void aMountIsNoWayToRead() {
        String token = guarded.bearer(ALICE, "repository:team/mounted:pull,push", "repository:hidden/app:pull");
        for (String authorization : new String[] {token, ALICE}) {
            for (String query : new String[] {"&from=hidden/app", "&from=hidden/none", "&from=hidden%2Fapp"}) {
                Answer answer = client.ask(
                                "POST /v2/team/mounted/blobs/uploads/?mount=" + blob + query,
                                "Authorization",
                                authorization)
                        .expect(202);
                assertThat(answer.headers("Docker-Content-Digest")).isEmpty();
                client.ask("HEAD /v2/team/mounted/blobs/" + blob, "Authorization", authorization)
                        .expect(404);
            }
        }
        String robot = GuardedRegistry.robot();
        client.ask("POST /v2/ci/mounted/blobs/uploads/?mount=" + blob, "Authorization", robot)
                .expect(202);
        client.ask("POST /v2/team/mounted/blobs/uploads/?mount=" + blob + "&from=team/app", "Authorization", ALICE)
                .expect(201);
    }

    @Test
    void anUploadIsItsOwnersAlone() {
        String location = client.ask("POST /v2/team/own/blobs/uploads/", "Authorization", ALICE)
                .expect(202)
                .header("Location");
        String mary = Credentials.password("mary");
        for (String method : new String[] {"GET", "PATCH", "DELETE"}) {
            client.ask(method + " " + location, "Authorization", mary).refused(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        }
        client.ask("PUT " + location + "?digest=" + blob, secret, "Authorization", mary)
                .refused(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        client.ask("PATCH " + location.replace("team/own", "team/app"), secret, "Authorization", ALICE)
                .refused(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        client.ask("GET " + location, "Authorization", ADMIN).expect(204);
        client.ask(
                        "PUT " + location + "?digest=" + blob,
                        secret,
                        "Authorization",
                        guarded.bearer(ALICE, "repository:team/own:pull,push"))
                .expect(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET manifests/1",
                "HEAD manifests/1",
                "GET tags/list",
                "GET _oci/ext/discover",
                "DELETE manifests/1",
                "GET referrers/SUBJECT",
                "GET manifests/SUBJECT",
                "GET blobs/BLOB",
                "HEAD blobs/BLOB",
                "DELETE blobs/BLOB",
                "POST blobs/uploads/",
                "POST blobs/uploads/?mount=BLOB&from=hidden/app",
                "GET blobs/uploads/00000000000000000000000000000000",
                "PUT manifests/1"
            })
    void whatOneMayNotSeeLooksLikeWhatIsNotThere(String request) {
        String method = request.substring(0, request.indexOf(' '));
        String path = request.substring(method.length() + 1)
                .replace("SUBJECT", subject.toString())
                .replace("BLOB", blob.toString());
        String token = guarded.bearer(BOB, "repository:hidden/app:pull,push", "repository:hidden/abc:pull,push");
        for (String headers : new String[] {"", "Authorization: " + BOB + "\r\n", "Authorization: " + token + "\r\n"}) {
            String there = raw(method + " /v2/hidden/app/" + path, headers + "X-Request-Id: 1\r\n")
                    .toString();
            String absent = raw(method + " /v2/hidden/abc/" + path, headers + "X-Request-Id: 1\r\n")
                    .toString();
            assertThat(withoutDate(absent).replace("hidden/abc", "hidden/app")).isEqualTo(withoutDate(there));
        }
    }

    private static String withoutDate(String answer) {
        return answer.replaceAll("Date=\\[[^]]*]", "");
    }

    @Test
    void theTokenServerTellsNothingOfWhatIsThere() {
        String there = guarded.token(BOB, "scope=repository:hidden/app:pull")
                .path("scope")
                .toString();
        assertThat(guarded.token(BOB, "scope=repository:hidden/abc:pull")
                        .path("scope")
                        .toString())
                .isEqualTo(there);
    }

    @Test
    void aMethodIsWhatTheRequestLineSays() {
        String token = guarded.bearer(BOB, "repository:team/app:pull");
        for (String header : new String[] {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}) {
            raw("GET /v2/team/app/manifests/1", header + ": DELETE\r\nAuthorization: " + token + "\r\n")
                    .expect(200);
            raw("POST /v2/team/app/manifests/1?_method=GET", header + ": GET\r\nAuthorization: " + BOB + "\r\n")
                    .expect(403);
        }
        client.ask("GET /v2/team/app/manifests/1", "Authorization", BOB).expect(200);
    }

    @Test
    void twoAuthorizationsAreNone() {
        String bob = "Authorization: " + BOB + "\r\n";
        String admin = "authorization: " + ADMIN + "\r\n";
        raw("GET /v2/hidden/app/manifests/1", bob + admin).refused(400, ErrorCode.UNAUTHORIZED);
        raw("GET /v2/hidden/app/manifests/1", admin + bob).refused(400, ErrorCode.UNAUTHORIZED);
        raw("GET /v2/hidden/app/manifests/1", "Authorization: " + BOB + ", " + ADMIN + "\r\n")
                .refused(400, ErrorCode.UNAUTHORIZED);
    }

    @Test
    void hugeHeadersAreRefusedAndHarmNobody() {
        String huge = "Authorization: Bearer " + "a".repeat(100_000) + "\r\n";
        assertThat(raw("GET /v2/", huge).status()).isIn(400, 431);
        raw("GET /v2/", "Authorization: Bearer " + "a.".repeat(10_000) + "\r\n").refused(401, ErrorCode.UNAUTHORIZED);
        raw("GET /v2/", "Authorization: Basic " + "QUFB".repeat(5_000) + "\r\n").refused(400, ErrorCode.UNAUTHORIZED);
        client.ask("GET /v2/", "Authorization", BOB).expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example\\\"x", "evil.example,Basic realm=x", "a b", "[::1", "evil.example/path", "@evil"})
    void aHostThatIsNoHostDoesNotReachTheRealm(String host) {
        try (RawConnection connection = new RawConnection(guarded.registry().port())) {
            connection
                    .write("GET /v2/ HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n")
                    .endOutput();
            Answer answer = connection.readAnswer();
            assertThat(answer.status()).isIn(400, 401);
            assertThat(String.join("", answer.headers("WWW-Authenticate"))).doesNotContain("evil", "a b");
        }
    }

    @Test
    void forwardedHeadersOfStrangersAreNotBelieved() {
        String headers = "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nForwarded:"
                + " host=evil.example;proto=https\r\nX-Forwarded-Port: 1\r\nX-Forwarded-Prefix: /evil\r\n";
        Answer answer = raw("GET /v2/", headers).expect(401);
        assertThat(answer.header("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"http://registry/token\",service=\"staithe\"");
    }

    @Test
    void noCookieIsGivenOrTaken() {
        Answer answer = client.ask("GET /v2/", "Authorization", ADMIN).expect(200);
        assertThat(answer.headers("Set-Cookie")).isEmpty();
        Answer token = client.ask("GET /token", "Authorization", ADMIN).expect(200);
        assertThat(token.headers("Set-Cookie")).isEmpty();
        assertThat(token.header("Cache-Control")).isEqualTo("no-store");
        client.ask("GET /v2/", "Cookie", "JSESSIONID=1; Authorization=" + ADMIN).expect(401);
    }

    @Test
    void aFormOfAnotherSiteDoesNothing() {
        Answer answer = client.ask(
                "POST /v2/team/app/blobs/uploads/",
                "x=1".getBytes(UTF_8),
                "Origin",
                "http://evil.example",
                "Content-Type",
                "application/x-www-form-urlencoded");
        answer.expect(401);
        assertThat(answer.headers().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }
}
