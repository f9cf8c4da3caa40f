package io.staithe.ops;

import java.util.Objects;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;

/** Tomcat's HTTP connector, which also tells how many files the kernel is sending. */
public final class DrainableProtocol extends Http11NioProtocol {

    /** Files on their way to a client, whose requests Tomcat counts as done. */
    long sendfilesInProgress() {
        return getEndpoint().getConnections().stream()
                .filter(NioSocketWrapper.class::isInstance)
                .map(connection -> ((NioSocketWrapper) connection).getSendfileData())
                .filter(Objects::nonNull)
                .count();
    }
}
