package io.staithe.ops;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;

/**
 * HTTP/2, where it is on, with the patience of HTTP/1.1, since Tomcat's own would cut a client whose disk is busy, and with
 * a window that does not hold up a push from far away. Files are copied: Tomcat would map them into memory, for the same
 * cost, and count a request as done before its file is sent, so that the shutdown would cut it.
 */
final class Http2Defaults implements TomcatConnectorCustomizer {

    /** What a client may send ahead. Tomcat keeps room for it twice for each body that is on its way. */
    private static final int WINDOW_BYTES = 256 << 10;

    @Override
    public void customize(Connector connector) {
        if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
            for (var upgrade : connector.findUpgradeProtocols()) {
                if (upgrade instanceof Http2Protocol http2) {
                    customize(http2, protocol.getConnectionTimeout());
                }
            }
        }
    }

    private static void customize(Http2Protocol http2, long patience) {
        http2.setReadTimeout(patience);
        http2.setWriteTimeout(patience);
        http2.setStreamReadTimeout(patience);
        http2.setStreamWriteTimeout(patience);
        http2.setInitialWindowSize(WINDOW_BYTES);
        http2.setUseSendfile(false);
    }
}
