package io.staithe.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.staithe.settings.InvalidSettingException;
import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** ID tokens of an issuer that can be asked for its keys, and of a cluster whose keys lie in a file. */
@TestInstance(Lifecycle.PER_CLASS)
class WorkloadIdentityTest {

    private static final String CLUSTER = "https://kubernetes.default.svc.cluster.local";

    private final HttpServer server;
    private final String issuer;
    private final AtomicInteger asked = new AtomicInteger();
    private final RSAKey key;
    private final RSAKey clusterKey;
    private final GuardedRegistry guarded;

    WorkloadIdentityTest(@TempDir Path data) throws IOException, JOSEException {
        key = new RSAKeyGenerator(2048).keyID("issuer-1").generate();
        clusterKey = new RSAKeyGenerator(2048).keyID("cluster-1").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        serve("/.well-known/openid-configuration", """
            {"issuer":"%s","jwks_uri":"%s/keys","response_types_supported":["id_token"],
             "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}
            """.formatted(issuer, issuer));
        serve("/keys", new JWKSet(key.toPublicJWK()).toString());
        server.start();
        Path file = Files.writeString(data.resolve("cluster.json"), new JWKSet(clusterKey.toPublicJWK()).toString());
        guarded = GuardedRegistry.start(
                data,
                "staithe.access.failures-per-address=10000",
                "staithe.access.failures-per-account=10000",
                "staithe.access.issuers[0].issuer=" + issuer,
                "staithe.access.issuers[0].audience=staithe.example",
                "staithe.access.issuers[0].robot=ci",
                "staithe.access.issuers[0].claims[0]=repository=team/app",
                "staithe.access.issuers[0].claims[1]=ref=refs/heads/main",
                "staithe.access.issuers[1].issuer=" + CLUSTER,
                "staithe.access.issuers[1].audience=staithe.example",
                "staithe.access.issuers[1].jwks-file=" + file,
                "staithe.access.issuers[1].robot=builder",
                "staithe.access.issuers[1].claims[0]=sub=system:serviceaccount:ci:builder",
                "staithe.access.issuers[2].issuer=http://127.0.0.1:1",
                "staithe.access.issuers[2].audience=staithe.example",
                "staithe.access.issuers[2].robot=builder",
                "staithe.access.issuers[2].claims[0]=sub=builder",
                "staithe.access.robots[1].name=builder");
    }

    private void serve(String path, String document) {
        server.createContext(path, exchange -> {
            asked.incrementAndGet();
            byte[] body = document.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @AfterAll
    void stop() {
        guarded.close();
        server.stop(0);
    }

    private JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("repo:team/app:ref:refs/heads/main")
                .audience("staithe.example")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("repository", "team/app")
                .claim("ref", "refs/heads/main");
    }

    private static String sign(JWSAlgorithm algorithm, String kid, JWSSigner signer, JWTClaimsSet claims)
            throws JOSEException {
        JWSHeader header = new JWSHeader.Builder(algorithm)
                .type(JOSEObjectType.JWT)
                .keyID(kid)
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private String token(Consumer<JWTClaimsSet.Builder> change) throws JOSEException {
        JWTClaimsSet.Builder claims = claims();
        change.accept(claims);
        return sign(JWSAlgorithm.RS256, "issuer-1", new RSASSASigner(key), claims.build());
    }

    private int status(String name, String token) {
        return guarded.client()
                .ask("GET /v2/", "Authorization", Credentials.basic(name, token))
                .status();
    }

    @Test
    void aTokenOfTheIssuerStandsForTheRobot() throws JOSEException {
        String token = token(claims -> {});
        assertThat(status("ci", token)).isEqualTo(200);
        String bearer = guarded.bearer(Credentials.basic("ci", token), "repository:ci/app:pull,push");
        guarded.client()
                .ask("POST /v2/ci/app/blobs/uploads/", "Authorization", bearer)
                .expect(202);
        guarded.client()
                .ask("POST /v2/team/app/blobs/uploads/", "Authorization", Credentials.basic("ci", token))
                .expect(403);
        int before = asked.get();
        for (int i = 0; i < 5; i++) {
            assertThat(status("ci", token)).isEqualTo(200);
        }
        assertThat(asked.get()).isEqualTo(before);
    }

    @Test
    void aPushGoesOnForAWhileAfterTheIdTokenHasEnded() throws JOSEException {
        String ending =
                token(claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(55))));
        String basic = Credentials.basic("ci", ending);
        String refresh = guarded.token(Credentials.basic("ci", token(claims -> {})), "offline_token=true")
                .path("refresh_token")
                .stringValue();
        assertThat(guarded.client().ask("GET /v2/", "Authorization", basic).status())
                .isEqualTo(401);
        Answer answer = guarded.client()
                .ask(
                        "POST /token",
                        ("grant_type=refresh_token&scope=repository:ci/app:push&refresh_token=" + refresh)
                                .getBytes(UTF_8),
                        "Content-Type",
                        "application/x-www-form-urlencoded")
                .expect(200);
        assertThat(answer.json().path("scope").stringValue()).isEqualTo("repository:ci/app:push");
        Instant end = guarded.registry().bean(AccessTokens.class).list("robot:ci").stream()
                .flatMap(token -> Stream.ofNullable(token.expiresAt()))
                .findFirst()
                .orElseThrow();
        assertThat(end).isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3600));
        assertThat(guarded.token(GuardedRegistry.robot(), "offline_token=true").has("refresh_token"))
                .isFalse();
    }

    @Test
    void aTokenThatSaysSomethingElseStandsForNobody() throws JOSEException {
        assertThat(status("alice", token(claims -> {}))).isEqualTo(401);
        assertThat(status("builder", token(claims -> {}))).isEqualTo(401);
        List<Consumer<JWTClaimsSet.Builder>> changes = List.of(
                claims -> claims.claim("repository", "team/other"),
                claims -> claims.claim("repository", null),
                claims -> claims.claim("ref", "refs/heads/main2"),
                claims -> claims.audience("other.example"),
                claims -> claims.audience((String) null),
                claims -> claims.issuer("https://other.example"),
                claims -> claims.issuer(CLUSTER),
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(90))),
                claims -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(120))));
        for (Consumer<JWTClaimsSet.Builder> change : changes) {
            assertThat(status("ci", token(change))).isEqualTo(401);
        }
    }

    @Test
    void aTokenThatTheIssuerDidNotSignStandsForNobody() throws JOSEException {
        RSAKey other = new RSAKeyGenerator(2048).keyID("issuer-1").generate();
        JWTClaimsSet claims = claims().build();
        assertThat(status("ci", sign(JWSAlgorithm.RS256, "issuer-1", new RSASSASigner(other), claims)))
                .isEqualTo(401);
        assertThat(status("ci", sign(JWSAlgorithm.RS256, "unknown", new RSASSASigner(other), claims)))
                .isEqualTo(401);
        assertThat(status("ci", sign(JWSAlgorithm.RS256, "cluster-1", new RSASSASigner(clusterKey), claims)))
                .isEqualTo(401);
        assertThat(status("ci", new PlainJWT(claims).serialize())).isEqualTo(401);
        byte[] secret = key.toPublicJWK().toJSONString().getBytes(UTF_8);
        assertThat(status("ci", sign(JWSAlgorithm.HS256, "issuer-1", new MACSigner(secret), claims)))
                .isEqualTo(401);
    }

    @Test
    void whichRobotBelongsToAnIssuerIsNotToldByWhatTheIssuerIsAsked() throws JOSEException {
        assertThat(status("ci", token(claims -> {}))).isEqualTo(200);
        RSAKey other = new RSAKeyGenerator(2048).keyID("made-up").generate();
        String forged = sign(JWSAlgorithm.RS256, "made-up", new RSASSASigner(other), claims().build());
        int before = asked.get();
        for (int i = 0; i < 10; i++) {
            assertThat(status(i % 2 == 0 ? "ci" : "nobody", forged)).isEqualTo(401);
        }
        assertThat(asked.get()).isLessThanOrEqualTo(before + 4);
        assertThat(status("ci", token(claims -> claims.jwtID("another")))).isEqualTo(200);
    }

    @Test
    void anIssuerThatCannotBeReachedIsAskedSeldomAndNotTheClientsFault() throws JOSEException {
        String token = token(claims -> claims.issuer("http://127.0.0.1:1").subject("builder"));
        for (String request : List.of("GET /v2/", "GET /token", "GET /v2/", "GET /token")) {
            Answer answer = guarded.client()
                    .ask(request, "Authorization", Credentials.basic("builder", token))
                    .expect(503);
            assertThat(answer.header("Retry-After")).isEqualTo("10");
        }
        assertThat(status("builder", token(claims -> claims.issuer("https://other.example"))))
                .isEqualTo(401);
    }

    @Test
    void aServiceAccountOfAClusterStandsForItsRobot() throws JOSEException {
        JWTClaimsSet good = new JWTClaimsSet.Builder(claims().build())
                .issuer(CLUSTER)
                .subject("system:serviceaccount:ci:builder")
                .build();
        assertThat(status("builder", sign(JWSAlgorithm.RS256, "cluster-1", new RSASSASigner(clusterKey), good)))
                .isEqualTo(200);
        JWTClaimsSet other = new JWTClaimsSet.Builder(good)
                .subject("system:serviceaccount:default:builder")
                .build();
        assertThat(status("builder", sign(JWSAlgorithm.RS256, "cluster-1", new RSASSASigner(clusterKey), other)))
                .isEqualTo(401);
    }

    @Test
    void anIssuerWithoutAConditionIsRefused() {
        refused("claims", List.of(), "whoever the issuer speaks for could log in");
        refused("claims", List.of("repository"), "no condition");
        refused("claims", List.of("a=1", "a=2"), "no condition");
        refused("claims", List.of("a=1", "repository="), "no condition");
    }

    private static void refused(String part, List<String> claims, String reason) {
        AccessProperties.IssuerSetting setting =
                new AccessProperties.IssuerSetting("https://ci.example", "staithe", null, "ci", claims);
        assertThatThrownBy(() -> TrustedIssuer.all(List.of(setting)))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> {
                    assertThat(e.property()).isEqualTo("staithe.access.issuers[0]." + part);
                    assertThat(e.reason()).contains(reason);
                });
    }
}
