package io.staithe.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.staithe.access.AccessTokens.Created;
import io.staithe.access.AccessTokens.Kind;
import io.staithe.database.Database;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import io.staithe.testing.TestPostgres;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one database: what one issues the other takes, and what one takes back the other refuses. */
@TestInstance(Lifecycle.PER_CLASS)
class SeveralNodesAccessTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final GuardedRegistry one;
    private final GuardedRegistry other;

    SeveralNodesAccessTest(@TempDir Path data) {
        String database = "spring.datasource.url=" + TestPostgres.database(data);
        one = GuardedRegistry.start(data, database, "staithe.access.refresh=2s");
        other = GuardedRegistry.start(data, database, "staithe.access.refresh=2s");
    }

    @AfterAll
    void stop() {
        one.close();
        other.close();
    }

    private static int status(GuardedRegistry node, String authorization) {
        return node.client().ask("GET /v2/", "Authorization", authorization).status();
    }

    @Test
    void aTokenOfOneIsGoodAtTheOther() {
        String alice = Credentials.password("alice");
        assertThat(status(other, one.bearer(alice, "repository:team/app:pull"))).isEqualTo(200);
        assertThat(status(one, other.bearer(alice, "repository:team/app:pull"))).isEqualTo(200);
    }

    @Test
    void anAccessTokenThatIsTakenBackIsRefusedAtOnceHereAndSoonElsewhere() {
        AccessTokens tokens = one.registry().bean(AccessTokens.class);
        AccessState state = one.registry().bean(AccessState.class);
        Account alice = state.directory().find("alice").orElseThrow();
        Created created = tokens.create(Kind.ACCESS, alice, "laptop", List.of(), null);
        String basic = Credentials.basic("alice", created.secret());
        assertThat(status(one, basic)).isEqualTo(200);
        assertThat(status(other, basic)).isEqualTo(200);
        String bearer = other.bearer(basic, "repository:team/app:pull");
        assertThat(tokens.revoke(alice.subject().id(), created.token().id())).isTrue();
        state.reload();
        assertThat(status(one, basic)).isEqualTo(401);
        assertThat(status(one, bearer)).isEqualTo(401);
        await().atMost(SOON).until(() -> status(other, basic) == 401 && status(other, bearer) == 401);
    }

    @Test
    void aNewKeyIsKnownToAllBeforeItSignsAndTheOldOneStaysForWhatItSigned() throws ParseException {
        String first = token(one);
        String unused = token(one);
        age(Duration.ofDays(31));
        await().atMost(SOON).until(() -> {
            token(one);
            return keys(one).size() == 2;
        });
        assertThat(key(token(one))).isEqualTo(key(first));
        await().atMost(SOON).until(() -> keys(other).equals(keys(one)));
        age(Duration.ofMinutes(2));
        await().atMost(SOON)
                .until(() -> !key(token(one)).equals(key(first))
                        && !key(token(other)).equals(key(first)));
        String second = token(other);
        assertThat(key(second)).isEqualTo(key(token(one)));
        for (String token : List.of(first, second)) {
            assertThat(status(one, Credentials.bearer(token))).isEqualTo(200);
            assertThat(status(other, Credentials.bearer(token))).isEqualTo(200);
        }
        age(Duration.ofDays(31));
        await().atMost(SOON).until(() -> {
            token(one);
            return !keys(one).contains(key(first));
        });
        assertThat(keys(one)).hasSize(2).contains(key(second));
        await().atMost(SOON).until(() -> keys(other).equals(keys(one)));
        assertThat(status(other, Credentials.bearer(unused))).isEqualTo(401);
        assertThat(status(other, Credentials.bearer(second))).isEqualTo(200);
    }

    /** Lets time pass for the keys, as far as the database knows. */
    private void age(Duration time) {
        Database database = one.registry().bean(Database.class);
        one.registry()
                .bean(Changes.class)
                .write(() -> database.sql()
                        .sql("UPDATE signing_key SET created_at = created_at - ?")
                        .param(time.toMillis())
                        .update());
    }

    private static String token(GuardedRegistry node) {
        return node.token(Credentials.password("alice"), "scope=repository:team/app:pull")
                .path("token")
                .stringValue();
    }

    private static String key(String token) throws ParseException {
        return SignedJWT.parse(token).getHeader().getKeyID();
    }

    private static Set<String> keys(GuardedRegistry node) throws ParseException {
        return JWKSet.parse(node.client()
                        .ask("GET /.well-known/jwks.json")
                        .expect(200)
                        .text())
                .getKeys()
                .stream()
                .map(JWK::getKeyID)
                .collect(Collectors.toSet());
    }

    @Test
    void anAccessTokenIsGoodForWhatItIsNarrowedTo() {
        AccessTokens tokens = one.registry().bean(AccessTokens.class);
        Account alice =
                one.registry().bean(AccessState.class).directory().find("alice").orElseThrow();
        List<Limits.Narrowed.Part> parts = List.of(
                new Limits.Narrowed.Part(RepositoryPattern.parse("team/app").orElseThrow(), Role.PULL));
        Created created = tokens.create(Kind.ACCESS, alice, "ci", parts, null);
        assertThat(created.secret()).matches("staithe_at_[A-Za-z0-9]{43}");
        String basic = Credentials.basic("alice", created.secret());
        assertThat(one.client()
                        .ask("POST /v2/team/app/blobs/uploads/", "Authorization", basic)
                        .expect(403)
                        .text())
                .contains("access token 'ci' of account alice is narrowed");
        one.client().ask("GET /v2/team/other/tags/list", "Authorization", basic).expect(403);
        one.client().ask("GET /v2/team/app/tags/list", "Authorization", basic).expect(404);
        assertThat(one.token(
                                basic,
                                "scope=repository:team/app:pull,push&scope=repository:team/b:pull&offline_token=true")
                        .path("scope")
                        .stringValue())
                .isEqualTo("repository:team/app:pull");
        String bearer = one.bearer(basic, "repository:team/app:pull,push");
        assertThat(other.client()
                        .ask("POST /v2/team/app/blobs/uploads/", "Authorization", bearer)
                        .refused(403, ErrorCode.DENIED)
                        .text())
                .contains("access token of account alice is narrowed, and not to push on team/app");
        String pulls = one.bearer(basic, "repository:team/app:pull");
        one.client()
                .ask("POST /v2/team/app/blobs/uploads/", "Authorization", pulls)
                .refused(401, ErrorCode.UNAUTHORIZED);
        assertThat(one.token(basic, "offline_token=true").has("refresh_token")).isFalse();
        assertThat(status(one, Credentials.basic("bob", created.secret()))).isEqualTo(401);
    }

    @Test
    void anAccessTokenEnds() {
        AccessTokens tokens = one.registry().bean(AccessTokens.class);
        Account alice =
                one.registry().bean(AccessState.class).directory().find("alice").orElseThrow();
        Created created = tokens.create(
                Kind.ACCESS, alice, "short", List.of(), Instant.now().minusSeconds(1));
        assertThat(status(one, Credentials.basic("alice", created.secret()))).isEqualTo(401);
    }
}
