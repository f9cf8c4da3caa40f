package io.staithe.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Holds the shutdown until the last byte is sent. The graceful shutdown before it waits for requests only, and a request
 * is done as soon as the kernel has taken over its file or its last bytes. Requests and downloads share one grace.
 */
final class DownloadDrain implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

    private static final Logger log = LoggerFactory.getLogger(DownloadDrain.class);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Between the end of a request and the start of its file there is a moment in which neither is seen. */
    private static final int CALM_LOOKS = 4;

    private final LongSupplier inProgress;
    private final Duration grace;
    private final AtomicReference<Instant> deadline = new AtomicReference<>(Instant.MAX);
    private volatile boolean running;

    /** @param grace for requests and downloads together, from the moment in which the shutdown begins */
    DownloadDrain(LongSupplier inProgress, Duration grace) {
        this.inProgress = inProgress;
        this.grace = grace;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        deadline.compareAndSet(Instant.MAX, Instant.now().plus(grace));
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop(Runnable callback) {
        Thread.ofVirtual().name("download-drain").start(() -> {
            try {
                await();
            } finally {
                running = false;
                callback.run();
            }
        });
    }

    private void await() {
        long first = inProgress.getAsLong();
        if (first > 0) {
            log.info("Waiting for {} downloads to end", first);
        }
        int calm = 0;
        while (calm < CALM_LOOKS && Instant.now().isBefore(deadline.get())) {
            calm = inProgress.getAsLong() == 0 ? calm + 1 : 0;
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the graceful shutdown of requests, before the server stops. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 512;
    }
}
