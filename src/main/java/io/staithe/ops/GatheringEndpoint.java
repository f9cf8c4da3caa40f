package io.staithe.ops;

import java.util.concurrent.Semaphore;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** Tomcat's endpoint, which sends large answers over TLS in several records at once. */
final class GatheringEndpoint extends NioEndpoint {

    /** Of the heap, for the buffers of such answers. All others go on a record at a time. */
    private static final int SHARE = 32;

    private static final int FEWEST = 4;

    private final Semaphore places =
            new Semaphore((int) Math.max(FEWEST, Runtime.getRuntime().maxMemory() / SHARE / RecordBuffers.MOST_BYTES));

    @Override
    protected NioChannel createChannel(SocketBufferHandler buffers) {
        return isSSLEnabled() ? new GatheringChannel(new RecordBuffers(places), this) : super.createChannel(buffers);
    }

    /** Not over TLS: Tomcat would encrypt 8 KiB at a time, all files on the one thread that waits for the sockets. */
    @Override
    public boolean getUseSendfile() {
        return super.getUseSendfile() && !isSSLEnabled();
    }
}
