package io.staithe.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class UnsentBytesTest {

    @Test
    void areThoseThatTheClientHasNotTakenYet() throws IOException {
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                Socket client = new Socket(
                        InetAddress.getLoopbackAddress(), server.socket().getLocalPort())) {
            int port = server.socket().getLocalPort();
            SocketChannel connection = server.accept();
            assertThat(UnsentBytes.connections(port)).isZero();

            long written = fill(connection);
            assertThat(UnsentBytes.connections(port)).isOne();

            connection.close();
            assertThat(UnsentBytes.connections(port)).isOne();

            assertThat(client.getInputStream().readAllBytes()).hasSize((int) written);
            await().until(() -> UnsentBytes.connections(port) == 0);
        }
    }

    @Test
    void ofOtherPortsDoNotCount() throws IOException {
        try (ServerSocket unused = new ServerSocket(0)) {
            assertThat(UnsentBytes.connections(unused.getLocalPort())).isZero();
        }
    }

    /** Writes until the buffers of both sides are full. */
    private static long fill(SocketChannel connection) throws IOException {
        connection.configureBlocking(false);
        ByteBuffer block = ByteBuffer.allocate(1 << 20);
        long total = 0;
        int count;
        while ((count = connection.write(block.clear())) > 0) {
            total += count;
        }
        return total;
    }
}
