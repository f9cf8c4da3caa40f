package io.staithe.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.staithe.access.AccessProperties.CertificateSetting;
import io.staithe.database.Database;
import io.staithe.oci.ErrorCode;
import io.staithe.settings.InvalidSettingException;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestAuthority;
import io.staithe.testing.TestAuthority.Issued;
import io.staithe.testing.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Clients that show a certificate of an authority that the registry trusts, one that it does not, or none. */
@TestInstance(Lifecycle.PER_CLASS)
class CertificateIdentityTest {

    private static final String CI_PUSH = "POST /v2/ci/app/blobs/uploads/";
    private static final String TEAM_PUSH = "POST /v2/team/app/blobs/uploads/";
    private static final byte[] BUILDER = TestAuthority.uri("spiffe://example.org/ci/builder-1");

    private final TestAuthority authority = new TestAuthority("CN=Clients,O=Example");
    private final Issued alice = authority.issue("CN=Alice, O=Example");
    private final TlsFiles files;
    private final GuardedRegistry guarded;

    CertificateIdentityTest(@TempDir Path data) throws IOException {
        files = new TlsFiles(data);
        Path trusted = Files.writeString(data.resolve("clients.crt"), authority.pem());
        guarded = GuardedRegistry.start(
                data,
                files.settings(
                        "server.ssl.client-auth=want",
                        "server.http2.enabled=true",
                        "spring.ssl.bundle.pem.web.truststore.certificate=" + trusted,
                        "staithe.trusted-proxies=127.0.0.2",
                        "staithe.access.certificates[0].subject=robot:ci",
                        "staithe.access.certificates[0].names[0]=uri=spiffe://example.org/ci/*",
                        "staithe.access.certificates[1].subject=account:alice",
                        "staithe.access.certificates[1].names[0]=subject=cn=alice,o=example",
                        "staithe.access.certificates[1].names[1]=issuer=CN=Clients,O=Example",
                        "staithe.access.certificates[2].subject=account:nobody",
                        "staithe.access.certificates[2].names[0]=dns=nobody.example.org"));
    }

    @AfterAll
    void stop() {
        guarded.close();
    }

    private RegistryClient client(Issued own) {
        return files.client(guarded.registry().port(), Version.HTTP_1_1, own);
    }

    private RegistryClient nobody() {
        return files.client(guarded.registry().port(), Version.HTTP_1_1);
    }

    @Test
    void aCertificateStandsForARobotOrAnAccount() {
        RegistryClient robot = client(authority.issue("CN=any", BUILDER));
        robot.ask("GET /v2/").expect(200);
        robot.ask(CI_PUSH).expect(202);
        robot.ask(TEAM_PUSH).refused(403, ErrorCode.DENIED);
        client(alice).ask(TEAM_PUSH).expect(202);
        files.client(guarded.registry().port(), Version.HTTP_2, alice)
                .ask(TEAM_PUSH)
                .expect(202);
    }

    @Test
    void aTokenIsMadeForItAndNothingThatOutlivesIt() {
        var answer = client(alice)
                .ask("GET /token?offline_token=true&scope=repository:team/app:pull,push")
                .expect(200)
                .json();
        assertThat(answer.has("refresh_token")).isFalse();
        String bearer = Credentials.bearer(answer.path("token").stringValue());
        nobody().ask(TEAM_PUSH, "Authorization", bearer).expect(202);
        byte[] another = "{\"name\":\"x\",\"owner\":\"account:alice\"}".getBytes(UTF_8);
        assertThat(client(alice)
                        .ask("POST /api/v1/tokens", another, "Content-Type", "application/json")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void whatTheHeaderSaysComesFirst() {
        RegistryClient client = client(alice);
        client.ask(TEAM_PUSH, "Authorization", Credentials.password("bob")).refused(403, ErrorCode.DENIED);
        client.ask(TEAM_PUSH, "Authorization", Credentials.basic("bob", "wrong"))
                .refused(401, ErrorCode.UNAUTHORIZED);
        client.ask(TEAM_PUSH, "Authorization", "Bearer wrong").refused(401, ErrorCode.UNAUTHORIZED);
        client.ask(CI_PUSH, "Authorization", GuardedRegistry.robot()).expect(202);
    }

    @Test
    void aCertificateThatNobodyIsNamedByStandsForNobody() {
        Issued elsewhere = new TestAuthority("CN=Clients,O=Example").issue("CN=Alice,O=Example");
        for (Issued other : List.of(
                authority.issue("CN=Alice,O=Example,C=DE"),
                authority.issue("CN=Clients"),
                authority.issue("CN=x", TestAuthority.uri("spiffe://example.org/ci/a/b")),
                authority.issue("CN=x", TestAuthority.uri("spiffe://example.org/ci/")),
                authority.issue("CN=x", TestAuthority.dns("spiffe://example.org/ci/builder-1")),
                authority.issue("CN=spiffe://example.org/ci/builder-1"),
                authority.issue("CN=x", TestAuthority.dns("nobody.example.org")))) {
            client(other).ask("GET /v2/").refused(401, ErrorCode.UNAUTHORIZED);
        }
        nobody().ask("GET /v2/").refused(401, ErrorCode.UNAUTHORIZED);
        notConnected(elsewhere);
    }

    @Test
    void oneThatHasEndedDoesNotConnect() {
        notConnected(authority.issue("CN=any", Instant.now().minusSeconds(60), BUILDER));
    }

    @Test
    void oneThatEndsOnItsConnectionStandsForNobody() {
        List<TrustedCertificate> trusted = TrustedCertificate.all(
                List.of(new CertificateSetting("account:alice", List.of("subject=CN=Alice,O=Example"))));
        Directory directory = guarded.registry().bean(AccessState.class).directory();
        Instant end = alice.certificate().getNotAfter().toInstant();
        for (int seconds : List.of(-1, 1)) {
            Clock clock = Clock.fixed(end.plusSeconds(seconds), ZoneOffset.UTC);
            assertThat(new CertificateIdentity(trusted, clock)
                            .find(alice.certificate(), directory)
                            .isPresent())
                    .isEqualTo(seconds < 0);
        }
    }

    private void notConnected(Issued own) {
        RegistryClient client = client(own);
        assertThatThrownBy(() -> client.ask("GET /v2/")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void noHeaderIsACertificate() {
        String pem = URLEncoder.encode(alice.certificatePem(), UTF_8);
        for (String header : List.of(
                "X-Client-Cert",
                "X-SSL-Client-Cert",
                "SSL_CLIENT_CERT",
                "X-Forwarded-Tls-Client-Cert",
                "Client-Cert")) {
            nobody().ask("GET /v2/", header, pem).refused(401, ErrorCode.UNAUTHORIZED);
        }
        nobody().ask("GET /v2/", "X-Forwarded-Client-Cert", "URI=spiffe://example.org/ci/builder-1;Cert=" + pem)
                .refused(401, ErrorCode.UNAUTHORIZED);
        nobody().ask("GET /v2/", "X-SSL-Client-S-DN", "CN=Alice,O=Example").refused(401, ErrorCode.UNAUTHORIZED);
    }

    @Test
    void aProxysCertificateIsNotItsClients() throws IOException {
        HttpClient http = HttpClient.newBuilder()
                .sslContext(files.context(alice))
                .localAddress(InetAddress.getByName("127.0.0.2"))
                .build();
        new RegistryClient("https://127.0.0.1:" + guarded.registry().port(), http)
                .ask("GET /v2/")
                .refused(401, ErrorCode.UNAUTHORIZED);
    }

    @Test
    void aPageOfAnotherSiteDoesNotActForWhoHasACertificateInTheBrowser() {
        client(alice).ask(TEAM_PUSH, "Origin", "https://elsewhere.example").refused(403, ErrorCode.DENIED);
        client(alice)
                .ask(
                        TEAM_PUSH,
                        "Origin",
                        "https://localhost:" + guarded.registry().port())
                .expect(202);
    }

    @Test
    void theLogInIsAuditedWithItsCertificateUnlessAnotherSiteMadeIt() {
        Issued own = authority.issue("CN=Alice,O=Example");
        client(own).ask("GET /v2/", "Origin", "https://elsewhere.example").refused(403, ErrorCode.DENIED);
        client(own).ask("GET /v2/").expect(200);
        String print = guarded.registry()
                .bean(CertificateIdentity.class)
                .find(
                        own.certificate(),
                        guarded.registry().bean(AccessState.class).directory())
                .orElseThrow()
                .credential()
                .substring(CertificateIdentity.MARK.length());
        await().untilAsserted(() -> assertThat(reasonsOfLogins())
                .filteredOn(reason -> reason.endsWith(print))
                .containsExactly("with the certificate " + print));
    }

    private List<String> reasonsOfLogins() {
        return guarded.registry()
                .bean(Database.class)
                .sql()
                .sql("SELECT reason FROM audit WHERE kind = 'login'")
                .query((row, n) -> row.getString(1))
                .list();
    }

    @Test
    void anEntryThatNamesNobodyOrEverybodyIsRefused() {
        refused("subject", "group:devs", List.of("dns=a"), "not valid");
        refused("names", "robot:ci", List.of(), "whoever has a certificate");
        refused("names", "robot:ci", List.of("ip=10.0.0.1"), "no name");
        refused("names", "robot:ci", List.of("subject=nonsense"), "no name");
        refused("names", "robot:ci", List.of("dns="), "no name");
    }

    private static void refused(String part, String subject, List<String> names, String reason) {
        assertThatThrownBy(() -> TrustedCertificate.all(List.of(new CertificateSetting(subject, names))))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> {
                    assertThat(e.property()).isEqualTo("staithe.access.certificates[0]." + part);
                    assertThat(e.reason()).contains(reason);
                });
    }
}
