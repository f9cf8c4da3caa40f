package io.staithe.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.access.AccessTokens.Created;
import io.staithe.access.AccessTokens.Kind;
import io.staithe.database.Database;
import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import io.staithe.testing.RawConnection;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Sessions and tokens end with what they came from, and do not pile up. */
@TestInstance(Lifecycle.PER_CLASS)
class CredentialsEndTest {

    private final Path data;
    private final GuardedRegistry guarded;
    private final AccessTokens tokens;

    CredentialsEndTest(@TempDir Path data) {
        this.data = data;
        guarded = GuardedRegistry.start(data, "staithe.access.sessions-per-owner=3");
        tokens = guarded.registry().bean(AccessTokens.class);
    }

    @AfterAll
    void stop() {
        guarded.close();
    }

    private String session(String name) {
        return guarded.token(Credentials.password(name), "offline_token=true")
                .path("refresh_token")
                .stringValue();
    }

    private int refresh(String token) {
        return guarded.client()
                .ask(
                        "POST /token",
                        ("grant_type=refresh_token&refresh_token=" + token).getBytes(UTF_8),
                        "Content-Type",
                        "application/x-www-form-urlencoded")
                .status();
    }

    private int status(String authorization) {
        return guarded.client().ask("GET /v2/", "Authorization", authorization).status();
    }

    private Account account(String name) {
        return guarded.registry().bean(AccessState.class).directory().find(name).orElseThrow();
    }

    @Test
    void theSessionThatWasNotUsedForLongestGivesWay() throws InterruptedException {
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sessions.add(session("alice"));
            Thread.sleep(2);
        }
        assertThat(refresh(sessions.getFirst())).isEqualTo(200);
        String fourth = session("alice");
        assertThat(tokens.list("account:alice")).hasSize(3);
        assertThat(refresh(sessions.get(1))).isEqualTo(401);
        assertThat(List.of(sessions.get(0), sessions.get(2), fourth)).allMatch(token -> refresh(token) == 200);
    }

    @Test
    void whatWasTakenBackLongAgoIsForgotten() {
        Database database = guarded.registry().bean(Database.class);
        database.write(() -> database.sql()
                .sql("INSERT INTO revoked_token (id, until) VALUES ('old', staithe_now() - 1)")
                .update());
        Created created = tokens.create(Kind.ACCESS, account("bob"), "laptop", List.of(), null);
        assertThat(tokens.revoke("account:bob", created.token().id())).isTrue();
        assertThat(database.sql()
                        .sql("SELECT id FROM revoked_token")
                        .query(String.class)
                        .list())
                .contains(created.token().id())
                .doesNotContain("old");
    }

    @Test
    void aTokenDoesNotOutliveTheAccessTokenThatItCameFrom() {
        Created created = tokens.create(
                Kind.ACCESS, account("bob"), "short", List.of(), Instant.now().plusSeconds(30));
        String basic = Credentials.basic("bob", created.secret());
        assertThat(guarded.token(basic, "").path("expires_in").intValue()).isBetween(20, 30);
        assertThat(guarded.token(Credentials.password("bob"), "")
                        .path("expires_in")
                        .intValue())
                .isGreaterThan(60);
    }

    @Test
    void anAccessTokenOfAnAccountInTheFileEndsWithItsLine() {
        Path file = data.resolve("htpasswd");
        Credentials.htpasswd(file, "alice", "bob", "carol", "mary", "dave");
        await().until(() -> status(Credentials.password("dave")) == 200);
        String basic = Credentials.basic(
                "dave",
                tokens.create(Kind.ACCESS, account("dave"), "laptop", List.of(), null)
                        .secret());
        assertThat(status(basic)).isEqualTo(200);
        Credentials.htpasswd(file, "alice", "bob", "carol", "mary");
        await().until(() -> status(basic) == 401);
        Credentials.htpasswd(file, "alice", "bob", "carol", "mary", "dave");
        await().until(() -> status(Credentials.password("dave")) == 200);
        assertThat(status(basic)).isEqualTo(401);
    }

    @Test
    void whoIsMadeUnderTheNameOfAnAccountOfTheFileInheritsNothing() {
        Path file = data.resolve("htpasswd");
        Credentials.htpasswd(file, "alice", "bob", "carol", "mary", "erin");
        await().until(() -> status(Credentials.password("erin")) == 200);
        String basic = Credentials.basic(
                "erin",
                tokens.create(Kind.ACCESS, account("erin"), "laptop", List.of(), null)
                        .secret());
        assertThat(status(basic)).isEqualTo(200);
        Credentials.htpasswd(file, "alice", "bob", "carol", "mary");
        await().until(() -> status(basic) == 401);
        ManagedAccounts accounts = guarded.registry().bean(ManagedAccounts.class);
        accounts.createAccount("erin", "another password", created -> {});
        assertThat(status(Credentials.basic("erin", "another password"))).isEqualTo(200);
        assertThat(status(basic)).isEqualTo(401);
    }

    @Test
    void anAccessTokenIsNoSession() {
        Created created = tokens.create(Kind.ACCESS, account("bob"), "laptop", List.of(), null);
        assertThat(refresh(created.secret())).isEqualTo(401);
    }

    @Test
    void anAccessTokenEndsWhileItIsRemembered() {
        Instant[] now = {Instant.now()};
        InstantSource source = () -> now[0];
        Clock clock = source.withZone(ZoneOffset.UTC);
        Logins logins = new Logins(
                guarded.registry().bean(AccessState.class),
                tokens,
                guarded.registry().bean(Passwords.class),
                new WorkloadIdentity(List.of()),
                new LoginLimits(5, 5, clock),
                guarded.registry().bean(AccessProperties.class),
                clock,
                new SecureRandom());
        Created created = tokens.create(Kind.ACCESS, account("bob"), "brief", List.of(), now[0].plusSeconds(3600));
        assertThat(logins.login("bob", created.secret(), "192.0.2.1")).isInstanceOf(Login.Verified.class);
        now[0] = now[0].plusSeconds(3600);
        assertThat(logins.login("bob", created.secret(), "192.0.2.1")).isEqualTo(new Login.Wrong());
    }

    @Test
    void whatEndsMakesNoFurtherCredentials() {
        Directory directory = guarded.registry().bean(AccessState.class).directory();
        Subject robot = account("ci").subject();
        Caller byIdToken =
                new Caller(robot, "", new Limits.None(), Instant.now().plusSeconds(60));
        assertThat(new Rights(byIdToken, directory).mayMakeCredentials()).isFalse();
        Caller byItsToken = new Caller(robot, "", new Limits.None());
        assertThat(new Rights(byItsToken, directory).mayMakeCredentials()).isTrue();
    }

    @Test
    void anUploadThatRunsIsNotCutWhenItsTokenEnds() {
        Created created = tokens.create(Kind.ACCESS, account("alice"), "push", List.of(), null);
        String bearer = guarded.bearer(Credentials.basic("alice", created.secret()), "repository:team/long:pull,push");
        String alice = Credentials.password("alice");
        Answer begun = guarded.client()
                .ask("POST /v2/team/long/blobs/uploads/", "Authorization", bearer)
                .expect(202);
        String location = begun.header("Location");
        // More than all buffers on the way hold: once it is written, the server reads it.
        String piece = "1000000\r\n" + "x".repeat(0x1000000) + "\r\n";
        try (RawConnection upload = new RawConnection(guarded.registry().port())) {
            upload.write("PATCH " + location + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nAuthorization: "
                            + bearer + "\r\n\r\n")
                    .write(piece);
            assertThat(tokens.revoke("account:alice", created.token().id())).isTrue();
            await().until(() -> status(bearer) == 401);
            upload.write("2\r\nxx\r\n0\r\n\r\n").readAnswer("PATCH").expect(202);
        }
        guarded.client().ask("DELETE " + location, "Authorization", bearer).expect(401);
        guarded.client().ask("DELETE " + location, "Authorization", alice).expect(204);
    }

    @Test
    void aRobotWithAnotherTokenIsAnotherOne() {
        assertThat(robot("staithe_at_0123456789abcdefghijklmnopqrstuvwxyz").version())
                .isNotEmpty()
                .isNotEqualTo(
                        robot("staithe_at_1123456789abcdefghijklmnopqrstuvwxyz").version());
    }

    private static Account robot(String token) {
        AccessProperties.RobotSetting setting = new AccessProperties.RobotSetting("ci", token);
        AccessProperties properties = new AccessProperties(
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(setting),
                List.of(),
                List.of(),
                java.time.Duration.ofSeconds(2),
                1,
                1,
                1,
                1,
                java.time.Duration.ZERO);
        return DeclaredAccess.of(properties).robots().values().iterator().next();
    }
}
