package io.staithe.ops;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether a part can be used now. It is asked every few seconds, so only a change is worth a line in the log. */
final class ProbeHealth implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(ProbeHealth.class);

    private final String part;
    private final Probe probe;
    private final AtomicBoolean down = new AtomicBoolean();

    /** @param part what is probed, as the log calls it */
    ProbeHealth(String part, Probe probe) {
        this.part = part;
        this.probe = probe;
    }

    /** Uses the part in the smallest way that proves something. */
    @FunctionalInterface
    interface Probe {
        void run() throws IOException;
    }

    @Override
    public Health health() {
        try {
            probe.run();
        } catch (IOException | RuntimeException e) {
            if (!down.getAndSet(true)) {
                log.error("The {} cannot be used: {}", part, e.toString());
            }
            return Health.down().withDetail("error", e.toString()).build();
        }
        if (down.getAndSet(false)) {
            log.info("The {} can be used again", part);
        }
        return Health.up().build();
    }
}
