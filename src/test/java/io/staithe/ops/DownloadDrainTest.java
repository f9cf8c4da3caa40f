package io.staithe.ops;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.oci.Digest;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadDrainTest {

    /** A file for the kernel to send, and little enough for it to take at once. */
    private static final int SIZE = 256 << 10;

    @Test
    void aShutdownWaitsForWhatOnlyTheKernelStillHas(@TempDir Path data) throws IOException, InterruptedException {
        try (TestRegistry registry = TestRegistry.start(data);
                Socket client = new Socket()) {
            int port = registry.port();
            Digest digest = registry.client().pushBlob("app", new byte[SIZE]);
            client.setReceiveBufferSize(16 << 10);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            client.getOutputStream()
                    .write("GET /v2/app/blobs/%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .formatted(digest)
                            .getBytes(US_ASCII));
            await().until(() -> UnsentBytes.connections(port) == 1);

            Thread shutdown = Thread.ofVirtual().start(registry::close);
            assertThat(shutdown.join(Duration.ofSeconds(2))).isFalse();
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).hasSizeGreaterThan(SIZE);
            assertThat(shutdown.join(Duration.ofMinutes(1))).isTrue();
        }
    }
}
