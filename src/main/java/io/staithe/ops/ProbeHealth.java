package io.staithe.ops;

import io.staithe.blobstore.StorageFullException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether a part can be used now. A part that is full can be: what it has can be read, which is what most clients want, and
 * no other node has more room. It is asked every few seconds, so only a change is worth a line in the log.
 */
final class ProbeHealth implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(ProbeHealth.class);

    private final String part;
    private final Probe probe;
    private final AtomicReference<State> last = new AtomicReference<>(State.WORKS);

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

    private enum State {
        WORKS,
        FULL,
        DOWN
    }

    /** Whether the part had no room when it was asked last. */
    boolean isFull() {
        return last.get() == State.FULL;
    }

    @Override
    public Health health() {
        try {
            probe.run();
        } catch (StorageFullException e) {
            if (becomes(State.FULL)) {
                log.error("The {} is full: pulls go on, pushes are refused: {}", part, e.getMessage());
            }
            return Health.up().withDetail("full", e.toString()).build();
        } catch (IOException | RuntimeException e) {
            if (becomes(State.DOWN)) {
                log.error("The {} cannot be used: {}", part, e.toString());
            }
            return Health.down().withDetail("error", e.toString()).build();
        }
        if (becomes(State.WORKS)) {
            log.info("The {} can be used again", part);
        }
        return Health.up().build();
    }

    private boolean becomes(State state) {
        return last.getAndSet(state) != state;
    }
}
