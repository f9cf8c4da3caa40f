package io.staithe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.Images;
import io.staithe.testing.LoggedErrors;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import io.staithe.testing.TlsFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What matters of the protocol, over HTTP/2 with TLS. */
@Isolated("listens to the log, which all tests share")
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class Http2Test {

    private static final String ENABLED = "server.http2.enabled=true";
    private static final int SIZE = 3_000_000;
    /** More than clients and sockets hold for somebody who does not read. */
    private static final int LARGE = 64 << 20;

    private final TlsFiles files;
    private final TestRegistry registry;
    private final RegistryClient client;
    private final String repository = Samples.repository();
    private final byte[] content = Samples.bytes(SIZE);
    private final Digest digest = Digest.of(Algorithm.SHA256, content);

    Http2Test(@TempDir Path data) {
        files = new TlsFiles(data);
        registry = TestRegistry.start(data, files.settings(ENABLED));
        client = files.client(registry.port(), Version.HTTP_2);
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    private static BodyPublisher stream(InputStream body) {
        return BodyPublishers.ofInputStream(() -> body);
    }

    private Answer pull(String path, String... headers) {
        return client.ask("GET /v2/" + repository + path, headers);
    }

    @Test
    void clientsChooseTheVersion() {
        assertThat(client.get("/v2/").version()).isEqualTo(Version.HTTP_2);
        assertThat(files.client(registry.port(), Version.HTTP_1_1).get("/v2/").version())
                .isEqualTo(Version.HTTP_1_1);
    }

    @Test
    void anImageIsPushedAndPulled() {
        Digest image = client.pushImage(repository, "1", "layer");
        Answer answer = pull("/manifests/1", "Accept", Images.MANIFEST).expect(200);
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(image.toString());
        assertThat(Digest.of(Algorithm.SHA256, answer.body())).isEqualTo(image);
        client.ask("HEAD /v2/" + repository + "/manifests/1", "Accept", Images.MANIFEST)
                .expect(200);
    }

    @Test
    void aStreamOfUnknownLengthAndChunksMakeABlob() {
        String location = client.startUpload(repository);
        byte[] half = Arrays.copyOf(content, SIZE / 2);
        client.ask("PATCH " + location, stream(new ByteArrayInputStream(half))).expect(202);
        Answer second = client.ask(
                        "PATCH " + location,
                        Arrays.copyOfRange(content, SIZE / 2, SIZE),
                        "Content-Range",
                        SIZE / 2 + "-" + (SIZE - 1))
                .expect(202);
        assertThat(second.header("Range")).isEqualTo("0-" + (SIZE - 1));
        client.ask("PUT " + location + "?digest=" + digest).expect(201);
        assertThat(pull("/blobs/" + digest).expect(200).body()).isEqualTo(content);
    }

    @Test
    void rangesAreParts() {
        client.pushBlob(repository, content);
        Answer part = pull("/blobs/" + digest, "Range", "bytes=100000-2999998").expect(206);
        assertThat(part.header("Content-Range")).isEqualTo("bytes 100000-2999998/" + SIZE);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(content, 100_000, SIZE - 1));
        Answer parts =
                pull("/blobs/" + digest, "Range", "bytes=0-9,2000000-2999999").expect(206);
        assertThat(parts.header("Content-Type")).startsWith("multipart/byteranges");
        pull("/blobs/" + digest, "Range", "bytes=" + SIZE + "-").refused(416, ErrorCode.SIZE_INVALID);
    }

    @Test
    void refusalsAreErrorDocuments() {
        pull("/manifests/none").refused(404, ErrorCode.MANIFEST_UNKNOWN);
        pull("/blobs/sha256:1").refused(400, ErrorCode.DIGEST_INVALID);
        client.ask("GET /nowhere").refused(404, ErrorCode.UNSUPPORTED);
        client.ask("PUT /v2/" + repository + "/manifests/1", new byte[] {'{'}, "Content-Type", Images.MANIFEST)
                .refused(400, ErrorCode.MANIFEST_INVALID);
    }

    @Test
    void whoIsRefusedInTheMiddleOfALargeBodyIsToldWhy() {
        InputStream endless =
                new SequenceInputStream(new ByteArrayInputStream(content), new ByteArrayInputStream(content));
        client.ask("PATCH /v2/" + repository + "/blobs/uploads/none", stream(endless))
                .refused(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        client.ask("PATCH /v2/UPPER/blobs/uploads/none", content).refused(400, ErrorCode.NAME_INVALID);
        client.ask("GET /v2/").expect(200);
    }

    @Test
    void aPushThatIsCutGoesOnWhereItStopped() {
        LoggedErrors errors = new LoggedErrors();
        errors.open();
        String location = client.startUpload(repository);
        InputStream cut =
                new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(content, SIZE / 2)), new BrokenStream());
        assertThatThrownBy(() -> client.ask("PATCH " + location, stream(cut))).isInstanceOf(UncheckedIOException.class);
        await().until(() -> {
            Answer status = client.ask("GET " + location).expect(204);
            int last = Integer.parseInt(status.header("Range").substring(2));
            int has = last == 0 ? 0 : last + 1;
            byte[] rest = Arrays.copyOfRange(content, has, SIZE);
            return client.ask("PATCH " + location, rest, "Content-Range", has + "-" + (SIZE - 1))
                            .status()
                    == 202;
        });
        client.ask("PUT " + location + "?digest=" + digest).expect(201);
        assertThat(errors.close()).isEmpty();
    }

    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the client broke off");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return read();
        }
    }

    @Test
    void manyStreamsShareOneConnection() {
        List<byte[]> contents =
                IntStream.range(0, 12).mapToObj(i -> Samples.bytes(400_000 + i)).toList();
        List<Digest> digests = contents.parallelStream()
                .map(bytes -> client.pushBlob(repository, bytes))
                .toList();
        for (int i = 0; i < contents.size(); i++) {
            assertThat(pull("/blobs/" + digests.get(i)).expect(200).body()).isEqualTo(contents.get(i));
        }
    }

    @Test
    void aDownloadThatIsGivenUpHoldsNothingUp() throws Exception {
        client.pushBlob(repository, content);
        LoggedErrors errors = new LoggedErrors();
        errors.open();
        try (HttpClient http = newClient()) {
            HttpRequest request = blob(registry.port(), digest);
            for (int i = 0; i < 30; i++) {
                try (InputStream body =
                        http.send(request, BodyHandlers.ofInputStream()).body()) {
                    assertThat(body.readNBytes(10)).isEqualTo(Arrays.copyOf(content, 10));
                }
            }
            assertThat(http.send(request, BodyHandlers.ofByteArray()).body()).isEqualTo(content);
        }
        assertThat(errors.close()).isEmpty();
    }

    private HttpClient newClient() {
        return HttpClient.newBuilder().sslContext(files.context(null)).build();
    }

    private HttpRequest blob(int port, Digest blob) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/v2/" + repository + "/blobs/" + blob))
                .build();
    }

    @Test
    void aDownloadThatIsInProgressEndsBeforeTheServerDoes(@TempDir Path data) throws Exception {
        byte[] large = Samples.bytes(LARGE);
        try (TestRegistry stopping = TestRegistry.start(data, files.settings(ENABLED));
                HttpClient http = newClient()) {
            int port = stopping.port();
            Digest blob = files.client(port, Version.HTTP_2).pushBlob(repository, large);
            HttpResponse<InputStream> response = http.send(blob(port, blob), BodyHandlers.ofInputStream());
            assertThat(response.version()).isEqualTo(Version.HTTP_2);
            Thread end = Thread.startVirtualThread(stopping::close);
            await().until(() -> refusesConnections(port));
            assertThat(response.body().readAllBytes()).isEqualTo(large);
            end.join();
        }
    }

    private static boolean refusesConnections(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isClosed();
        } catch (IOException e) {
            return true;
        }
    }
}
