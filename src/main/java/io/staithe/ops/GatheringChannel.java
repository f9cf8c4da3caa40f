package io.staithe.ops;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.jspecify.annotations.Nullable;

/** A TLS connection that writes as many records at once as it is given content for, instead of each by itself. */
final class GatheringChannel extends SecureNioChannel {

    private final RecordBuffers buffers;

    /** Tomcat's own, while a larger one is in its place. */
    private @Nullable ByteBuffer small;

    GatheringChannel(RecordBuffers buffers, GatheringEndpoint endpoint) {
        super(buffers, endpoint);
        this.buffers = buffers;
    }

    /**
     * Sends what the network takes.
     *
     * @return bytes that went out, so that a slow client is only given up when nothing moves, and not when all records
     *     together take long
     */
    @Override
    public int write(ByteBuffer content) throws IOException {
        if (!isOwn(content)) {
            return super.write(content);
        }
        checkInterruptStatus();
        SSLEngine engine = sslEngine;
        if (closing || closed || engine == null) {
            throw new IOException("the connection is closed");
        }
        int sent = netOutBuffer.hasRemaining() ? sc.write(netOutBuffer) : 0;
        if (netOutBuffer.hasRemaining()) {
            return sent;
        }
        if (!content.hasRemaining()) {
            giveBackAtEnd();
            return sent;
        }
        encrypt(engine, content);
        sent += sc.write(netOutBuffer);
        giveBackAtEnd();
        return sent;
    }

    @SuppressWarnings("ReferenceEquality")
    private boolean isOwn(ByteBuffer content) {
        return content == buffers.getWriteBuffer();
    }

    private void encrypt(SSLEngine engine, ByteBuffer content) throws IOException {
        int packet = engine.getSession().getPacketBufferSize();
        if (content.remaining() > RecordBuffers.RECORD_BYTES && small == null) {
            small = netOutBuffer;
            netOutBuffer = ByteBuffer.allocate(RecordBuffers.RECORDS * packet);
        }
        netOutBuffer.clear();
        do {
            SSLEngineResult result = engine.wrap(content, netOutBuffer);
            if (result.getStatus() != Status.OK) {
                netOutBuffer.flip();
                throw new IOException("the connection takes no more content: " + result.getStatus());
            }
            if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                tasks();
            }
        } while (content.hasRemaining() && netOutBuffer.remaining() >= packet);
        needHandshakeWrap = false;
        netOutBuffer.flip();
    }

    private void giveBackAtEnd() {
        if (!netOutBuffer.hasRemaining() && buffers.shrinkAtEnd()) {
            useOwnBuffer();
        }
    }

    private void useOwnBuffer() {
        if (small != null) {
            netOutBuffer = small.clear().limit(0);
            small = null;
        }
    }

    @Override
    public void reset(SocketChannel channel, NioSocketWrapper wrapper) throws IOException {
        useOwnBuffer();
        super.reset(channel, wrapper);
    }
}
