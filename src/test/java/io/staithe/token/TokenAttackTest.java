package io.staithe.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import io.staithe.testing.RegistryClient;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that nobody issued, or that are good no longer. */
@TestInstance(Lifecycle.PER_CLASS)
class TokenAttackTest {

    private static final String ALICE = Credentials.password("alice");

    private final GuardedRegistry guarded;
    private final RegistryClient client;
    private final Path data;
    private final ECKey key;
    private JWTClaimsSet claims = new JWTClaimsSet.Builder().build();

    TokenAttackTest(@TempDir Path data) {
        this.data = data;
        guarded = GuardedRegistry.start(data);
        client = guarded.client();
        guarded.bearer(ALICE, "repository:team/app:pull");
        key = guarded.registry().bean(SigningKeys.class).current();
    }

    @AfterAll
    void stop() {
        guarded.close();
    }

    @BeforeEach
    void claimsOfATokenThatIsGood() throws ParseException, JOSEException {
        String token = guarded.bearer(ALICE, "repository:team/app:pull");
        claims = SignedJWT.parse(token.substring("Bearer ".length())).getJWTClaimsSet();
        require(200, signed(claims));
    }

    private String signed(JWTClaimsSet claims) throws JOSEException {
        return sign(header(JWSAlgorithm.ES256, key.getKeyID()), claims, new ECDSASigner(key));
    }

    private static JWSHeader header(JWSAlgorithm algorithm, String keyId) {
        return new JWSHeader.Builder(algorithm)
                .type(JOSEObjectType.JWT)
                .keyID(keyId)
                .build();
    }

    private static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private void require(int status, String token) {
        Answer answer = client.ask("GET /v2/", "Authorization", Credentials.bearer(token));
        answer.expect(status);
        if (status == 401) {
            answer.refused(401, ErrorCode.UNAUTHORIZED);
            assertThat(answer.header("WWW-Authenticate")).endsWith(",error=\"invalid_token\"");
        }
    }

    private void refusedWith(Consumer<JWTClaimsSet.Builder> change) throws JOSEException {
        JWTClaimsSet.Builder changed = new JWTClaimsSet.Builder(claims);
        change.accept(changed);
        require(401, signed(changed.build()));
    }

    @Test
    void noSignature() {
        require(401, new PlainJWT(claims).serialize());
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        ("{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"" + key.getKeyID() + "\"}").getBytes(UTF_8));
        String body = new PlainJWT(claims).serialize().split("\\.", -1)[1];
        require(401, header + "." + body + ".");
        require(401, header + "." + body);
    }

    @Test
    void aSecretMadeOfThePublicKey() throws JOSEException {
        byte[] publicKey = key.toECPublicKey().getEncoded();
        byte[] jwk = key.toPublicJWK().toJSONString().getBytes(UTF_8);
        for (byte[] secret :
                List.of(publicKey, jwk, client.get("/.well-known/jwks.json").body())) {
            require(401, sign(header(JWSAlgorithm.HS256, key.getKeyID()), claims, new MACSigner(secret)));
        }
    }

    @Test
    void anotherKey() throws JOSEException {
        ECKey own = new ECKeyGenerator(Curve.P_256).keyID("own").generate();
        // The first one, since for an unknown key there is a look at the database once in a second.
        require(401, sign(new JWSHeader(JWSAlgorithm.ES256), claims, new ECDSASigner(key)));
        require(401, sign(header(JWSAlgorithm.ES256, "own"), claims, new ECDSASigner(own)));
        require(401, sign(header(JWSAlgorithm.ES256, key.getKeyID()), claims, new ECDSASigner(own)));
        require(401, sign(new JWSHeader(JWSAlgorithm.ES256), claims, new ECDSASigner(own)));
        JWSHeader embedded = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .jwk(own.toPublicJWK())
                .keyID("own")
                .build();
        require(401, sign(embedded, claims, new ECDSASigner(own)));
        JWSHeader both = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .jwk(own.toPublicJWK())
                .keyID(key.getKeyID())
                .build();
        require(401, sign(both, claims, new ECDSASigner(own)));
        ECKey larger = new ECKeyGenerator(Curve.P_384).keyID(key.getKeyID()).generate();
        require(401, sign(header(JWSAlgorithm.ES384, key.getKeyID()), claims, new ECDSASigner(larger)));
    }

    @Test
    void anotherIssuerOrAudience() throws JOSEException {
        refusedWith(changed -> changed.issuer("other"));
        refusedWith(changed -> changed.issuer(null));
        refusedWith(changed -> changed.audience("other"));
        refusedWith(changed -> changed.audience((String) null));
    }

    @Test
    void theWrongTime() throws JOSEException {
        Instant now = Instant.now();
        refusedWith(changed -> changed.expirationTime(Date.from(now.minusSeconds(61))));
        refusedWith(changed -> changed.expirationTime(null));
        refusedWith(changed -> changed.notBeforeTime(Date.from(now.plusSeconds(120))));
    }

    @Test
    void whatWasChangedAfterwards() throws JOSEException {
        String[] parts = signed(claims).split("\\.", -1);
        JWTClaimsSet more = new JWTClaimsSet.Builder(claims)
                .claim(
                        "access",
                        List.of(Map.of("type", "repository", "name", "hidden/app", "actions", List.of("pull"))))
                .build();
        String[] other = signed(more).split("\\.", -1);
        require(401, parts[0] + "." + other[1] + "." + parts[2]);
        byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
        signature[7] ^= 1;
        require(
                401,
                parts[0] + "." + parts[1] + "."
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
        byte[] zeros = new byte[64];
        require(
                401,
                parts[0] + "." + parts[1] + "."
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(zeros));
    }

    @Test
    void moreThanTheRulesGiveEvenIfItWasSigned() throws JOSEException {
        JWTClaimsSet more = new JWTClaimsSet.Builder(claims)
                .claim(
                        "access",
                        List.of(Map.of("type", "repository", "name", "hidden/app", "actions", List.of("pull"))))
                .build();
        client.ask("GET /v2/hidden/app/tags/list", "Authorization", Credentials.bearer(signed(more)))
                .refused(403, ErrorCode.DENIED);
    }

    @Test
    void aTokenDoesNotBuyAnotherOne() throws JOSEException {
        client.ask("GET /token?scope=repository:team/app:pull", "Authorization", Credentials.bearer(signed(claims)))
                .refused(401, ErrorCode.UNAUTHORIZED);
    }

    @Test
    void anAccountThatIsGoneOrGotAnotherPassword() {
        String dave = Credentials.password("dave");
        Credentials.htpasswd(data.resolve("htpasswd"), "alice", "bob", "carol", "mary", "dave");
        await().until(() -> client.ask("GET /v2/", "Authorization", dave).status() == 200);
        String token = guarded.bearer(dave, "repository:team/app:pull");
        String refresh =
                guarded.token(dave, "offline_token=true").path("refresh_token").stringValue();
        client.ask("GET /v2/", "Authorization", token).expect(200);
        Credentials.htpasswd(data.resolve("htpasswd"), "alice", "bob", "carol", "mary");
        await().until(() -> client.ask("GET /v2/", "Authorization", token).status() == 401);
        client.ask("GET /v2/", "Authorization", dave).expect(401);
        requireVoid(refresh);
        Credentials.htpasswd(data.resolve("htpasswd"), "alice", "bob", "carol", "mary", "dave");
        await().until(() -> client.ask("GET /v2/", "Authorization", dave).status() == 200);
        client.ask("GET /v2/", "Authorization", token).expect(401);
        requireVoid(refresh);
    }

    private void requireVoid(String refreshToken) {
        client.ask(
                        "POST /token",
                        ("grant_type=refresh_token&refresh_token=" + refreshToken).getBytes(UTF_8),
                        "Content-Type",
                        "application/x-www-form-urlencoded")
                .refused(401, ErrorCode.UNAUTHORIZED);
    }

    @Test
    void whatIsNoTokenAtAll() {
        for (String text : Arrays.asList("x", ".", "..", "a.b.c", "e30.e30.", "null", "{}", "=".repeat(9000))) {
            require(401, text);
        }
    }

    @Test
    void aTokenThatIsLongerThanAnyOfOurs() throws JOSEException {
        refusedWith(changed -> changed.claim("padding", "x".repeat(9000)));
    }
}
