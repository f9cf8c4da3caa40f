package io.staithe.ops;

import java.util.Objects;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;

/** Tomcat's HTTP connector, which also tells what the kernel has still to send. */
public final class DrainableProtocol extends Http11NioProtocol {

    /** Kept, since a shutdown closes the server's socket first, and with it goes what it was bound to. */
    private volatile int port;

    public DrainableProtocol() {
        super(new GatheringEndpoint());
    }

    @Override
    public void start() throws Exception {
        super.start();
        port = getLocalPort();
    }

    /** Downloads that go on although Tomcat counts their requests as done. */
    long downloadsInProgress() {
        long files = sendfilesInProgress();
        return files > 0 ? files : UnsentBytes.connections(port);
    }

    private long sendfilesInProgress() {
        return getEndpoint().getConnections().stream()
                .filter(NioSocketWrapper.class::isInstance)
                .map(connection -> ((NioSocketWrapper) connection).getSendfileData())
                .filter(Objects::nonNull)
                .count();
    }
}
