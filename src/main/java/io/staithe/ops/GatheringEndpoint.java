package io.staithe.ops;

import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** Tomcat's endpoint, which sends large answers over TLS in several records at once and reads bodies in large pieces. */
final class GatheringEndpoint extends NioEndpoint {

    /** Of the heap, for the buffers of such answers. All others go on a record at a time. */
    private static final int SHARE = 32;

    private static final int FEWEST = 4;

    /** What is read at once of a body that is pushed. With Tomcat's own 8 KiB a push costs a tenth more CPU. */
    private static final int READ_BYTES = 32 << 10;

    private static final ByteBuffer NOTHING = LazyReadBuffers.nothing(READ_BYTES);

    private final Semaphore places =
            new Semaphore((int) Math.max(FEWEST, Runtime.getRuntime().maxMemory() / SHARE / RecordBuffers.MOST_BYTES));

    @Override
    protected NioChannel createChannel(SocketBufferHandler buffers) {
        return isSSLEnabled()
                ? new GatheringChannel(new RecordBuffers(places), this)
                : super.createChannel(
                        new LazyReadBuffers(NOTHING, getSocketProperties().getAppWriteBufSize()));
    }

    /** Not over TLS: Tomcat would encrypt 8 KiB at a time, all files on the one thread that waits for the sockets. */
    @Override
    public boolean getUseSendfile() {
        return super.getUseSendfile() && !isSSLEnabled();
    }
}
