package io.staithe.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Names the setting of a port that is taken, which there are two of. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class TakenPortAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

    private static final String MANAGEMENT = "management.server.port";

    private final Environment environment;

    TakenPortAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
        String port = String.valueOf(cause.getPort());
        String property = port.equals(environment.getProperty(MANAGEMENT)) ? MANAGEMENT : "server.port";
        return new FailureAnalysis(
                property + "=" + port + ": another process listens there.",
                "Stop that process, or set " + property + " to a port that is free.",
                cause);
    }
}
