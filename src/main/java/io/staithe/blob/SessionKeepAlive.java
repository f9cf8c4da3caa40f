package io.staithe.blob;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Moves the expiry of a session on while a request brings bytes, which may take longer than a session lives. Often enough
 * that most of that time is left for what follows the last byte. Used by one thread.
 */
final class SessionKeepAlive {

    private static final Logger log = LoggerFactory.getLogger(SessionKeepAlive.class);

    private final Runnable renewal;
    private final long pauseNanos;
    private long renewedAt = System.nanoTime();

    /** @param expiry how long the session lives without a renewal */
    SessionKeepAlive(Runnable renewal, Duration expiry) {
        this.renewal = renewal;
        this.pauseNanos = expiry.toNanos() / 4;
    }

    /** Bytes have come. A renewal that fails is no reason to end the request: the next one may succeed. */
    void stillAlive() {
        if (System.nanoTime() - renewedAt < pauseNanos) {
            return;
        }
        renewedAt = System.nanoTime();
        try {
            renewal.run();
        } catch (DataAccessException e) {
            log.warn("An upload that goes on could not be kept from expiring yet: {}", e.getMessage());
        }
    }
}
