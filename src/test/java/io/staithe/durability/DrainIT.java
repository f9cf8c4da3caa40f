package io.staithe.durability;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.RegistryClient;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops the built jar in the middle of a download that the kernel sends by itself. */
class DrainIT {

    private static final int SIZE = 1 << 30;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void aDownloadThatIsInProgressEndsBeforeTheServerDoes(@TempDir Path folder) throws Exception {
        try (JarRegistry registry = new JarRegistry(folder.resolve("data"), "drain")) {
            registry.start();
            Digest digest = push(registry.client());
            try (Socket download = new Socket()) {
                // What the kernel would buffer for a client that does not read must be far less than the blob.
                download.setReceiveBufferSize(64 << 10);
                download.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), registry.port()));
                download.setSoTimeout((int) PATIENCE.toMillis());
                InputStream content = request(download, "/v2/drain/app/blobs/" + digest);
                MessageDigest hash = Algorithm.SHA256.newMessageDigest();
                hash.update(content.readNBytes(1 << 20));

                registry.terminate();
                await().atMost(PATIENCE).until(() -> refusesConnections(registry.port()));
                assertThat(registry.readiness()).isNotEqualTo(200);
                assertThat(registry.isRunning()).isTrue();

                assertThat(readRest(content, hash)).isEqualTo(SIZE - (1 << 20));
                assertThat(Digest.ofHash(Algorithm.SHA256, hash.digest())).isEqualTo(digest);
            }
            // What a JVM answers to SIGTERM when all its shutdown hooks have run.
            assertThat(registry.awaitExit(PATIENCE)).isEqualTo(128 + 15);
            assertThat(registry.log())
                    .contains("Waiting for 1 downloads to end")
                    .doesNotContain("ERROR");
        }
    }

    private static Digest push(RegistryClient client) {
        MessageDigest hash = Algorithm.SHA256.newMessageDigest();
        String location = Answers.location(client.send("POST", "/v2/drain/app/blobs/uploads/", new byte[0]));
        var body = BodyPublishers.ofInputStream(() -> new RepeatedBytes(SIZE, hash));
        location = Answers.location(client.send("PATCH", location, body));
        Digest digest = Digest.ofHash(Algorithm.SHA256, hash.digest());
        Answers.require(client.send("PUT", location + "?digest=" + digest, new byte[0]), 201);
        return digest;
    }

    /** @return the stream behind the headers */
    private static InputStream request(Socket socket, String path) throws IOException {
        send(socket, path);
        DataInputStream stream = new DataInputStream(socket.getInputStream());
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) stream.readUnsignedByte());
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 200").contains("Content-Length: " + SIZE);
        return stream;
    }

    private static void send(Socket socket, String path) throws IOException {
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
    }

    private static long readRest(InputStream content, MessageDigest hash) throws IOException {
        byte[] buffer = new byte[1 << 20];
        long total = 0;
        while (total < SIZE - (1 << 20)) {
            int count = content.read(buffer);
            if (count < 0) {
                return total;
            }
            hash.update(buffer, 0, count);
            total += count;
        }
        return total;
    }

    private static boolean refusesConnections(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2000);
            send(socket, "/v2/");
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    /** So many bytes that cost nothing to make, hashed as they are read. */
    private static final class RepeatedBytes extends InputStream {

        private final byte[] block = Content.of(1, 1 << 20).bytes();
        private final MessageDigest hash;
        private int remaining;

        RepeatedBytes(int size, MessageDigest hash) {
            this.remaining = size;
            this.hash = hash;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (remaining == 0) {
                return -1;
            }
            int count = Math.min(remaining, Math.min(length, block.length));
            System.arraycopy(block, 0, target, offset, count);
            hash.update(block, 0, count);
            remaining -= count;
            return count;
        }
    }
}
