package io.staithe.ops;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.admin.Tool;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.LoggedErrors;
import io.staithe.testing.LoggingInTurn;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.TestAuthority;
import io.staithe.testing.TestRegistry;
import io.staithe.testing.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The registry behind its own certificate, which is renewed while it runs. */
@TestInstance(Lifecycle.PER_CLASS)
class TlsTest {

    private static final int SIZE = 1_000_000;
    private static final int SMALL_WINDOW = 4 << 10;

    private final TlsFiles files;
    private final TestRegistry registry;

    TlsTest(@TempDir Path data) {
        files = new TlsFiles(data);
        registry = TestRegistry.start(data, files.settings());
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    void theCommandLineTrustsTheAuthorityThatIsNamed() {
        String url = "--url=https://localhost:" + registry.port();
        assertThat(Tool.run("task", "list", url)).as("without it").isEqualTo(1);
        assertThat(Tool.run("task", "list", url, "--ca-file=" + files.certificates()))
                .isZero();
    }

    private SSLSocket connect() throws IOException {
        SSLSocket socket =
                (SSLSocket) files.context(null).getSocketFactory().createSocket("localhost", registry.port());
        socket.startHandshake();
        return socket;
    }

    private static String subject(SSLSocket socket) throws IOException {
        X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }

    private String shownNow() throws IOException {
        try (SSLSocket socket = connect()) {
            return subject(socket);
        }
    }

    private static void send(SSLSocket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private static String statusLine(SSLSocket socket) throws IOException {
        InputStream input = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) input.read());
        }
        return head.substring(0, head.indexOf("\r\n"));
    }

    @Test
    void aRenewedCertificateIsShownToNewConnectionsAndRunningOnesGoOn() throws IOException {
        RegistryClient client = files.client(registry.port(), Version.HTTP_2);
        String repository = Samples.repository();
        byte[] content = Samples.bytes(SIZE);
        Digest digest = Digest.of(Algorithm.SHA256, content);
        String location = client.startUpload(repository);
        files.renew("CN=before");
        await().until(() -> shownNow().equals("CN=before"));
        try (SSLSocket running = connect()) {
            send(
                    running,
                    ("PUT " + location + "?digest=" + digest + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + SIZE
                                    + "\r\n\r\n")
                            .getBytes(US_ASCII));
            send(running, Arrays.copyOf(content, SIZE / 2));

            files.renew("CN=after");
            await().until(() -> shownNow().equals("CN=after"));

            send(running, Arrays.copyOfRange(content, SIZE / 2, SIZE));
            assertThat(statusLine(running)).isEqualTo("HTTP/1.1 201 ");
            assertThat(subject(running)).isEqualTo("CN=before");
        }
        HttpResponse<byte[]> pulled = client.get("/v2/" + repository + "/blobs/" + digest);
        assertThat(pulled.body()).isEqualTo(content);
        assertThat(pulled.version()).as("unless HTTP/2 is asked for").isEqualTo(Version.HTTP_1_1);
    }

    /** Pulled by a client that takes little at once, so that most writes end in the middle of a record. */
    @Test
    void largeAndSmallDownloadsInTurnArriveWhole() throws IOException {
        RegistryClient client = files.client(registry.port(), Version.HTTP_1_1);
        String repository = Samples.repository();
        byte[] large = Samples.bytes(SIZE);
        byte[] small = {1, 2, 3};
        Digest largeDigest = client.pushBlob(repository, large);
        Digest smallDigest = client.pushBlob(repository, small);
        Socket plain = new Socket();
        plain.setReceiveBufferSize(SMALL_WINDOW);
        plain.connect(new InetSocketAddress("localhost", registry.port()));
        try (SSLSocket socket = (SSLSocket)
                files.context(null).getSocketFactory().createSocket(plain, "localhost", registry.port(), true)) {
            for (int round = 0; round < 2; round++) {
                assertThat(pulled(socket, repository, largeDigest, large.length))
                        .isEqualTo(large);
                assertThat(pulled(socket, repository, smallDigest, small.length))
                        .isEqualTo(small);
            }
        }
    }

    private static byte[] pulled(SSLSocket socket, String repository, Digest digest, int bytes) throws IOException {
        send(
                socket,
                ("GET /v2/" + repository + "/blobs/" + digest + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .getBytes(US_ASCII));
        assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 200 ");
        return socket.getInputStream().readNBytes(bytes);
    }

    private List<String> errorsOfCertificate(String pem) throws IOException {
        LoggedErrors errors = new LoggedErrors();
        errors.open();
        try {
            Files.writeString(files.certificate(), pem);
            await().until(() -> errors.soFar().stream().anyMatch(line -> line.contains("FileWatcher")));
        } finally {
            errors.close();
        }
        return errors.soFar();
    }

    @Test
    void filesThatCannotBeUsedChangeNothingAndTheNextOnesAreTaken() throws Exception {
        files.renew("CN=good");
        await().until(() -> shownNow().equals("CN=good"));
        String other = new TestAuthority("CN=Other").pem();
        assertThat(LoggingInTurn.undisturbed(() -> errorsOfCertificate(other)))
                .anySatisfy(line -> assertThat(line).contains("SSL reload", "matches none of the certificates"));
        assertThat(shownNow()).isEqualTo("CN=good");
        files.renew("CN=better");
        await().until(() -> shownNow().equals("CN=better"));
    }
}
