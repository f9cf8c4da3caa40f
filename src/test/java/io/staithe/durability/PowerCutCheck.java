package io.staithe.durability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts the power of the disk at random moments while clients push: a killed process loses nothing that the kernel holds,
 * a cut loses all that was not synchronised. Needs a disk of its own, so {@code src/e2e/durability/run} runs it.
 */
class PowerCutCheck {

    private static final Logger log = LoggerFactory.getLogger(PowerCutCheck.class);
    private static final int CUTS = Integer.getInteger("durability.cuts", 5);
    private static final int LEAST_MILLIS = 1000;
    private static final int MOST_MILLIS = 4000;

    private final long seed = Long.getLong("durability.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Disk disk = Disk.ofThisRun();
    private final Ledger ledger = new Ledger();
    private final PushWorkload workload = new PushWorkload(ledger, seed);

    @Test
    void nothingThatWasAcknowledgedIsLostWhenThePowerIsCut() throws Exception {
        Path data = disk.folder().resolve("data");
        try (JarRegistry registry = new JarRegistry(data, "power-cut", "staithe.gc.interval=200ms")) {
            registry.start();
            for (int cut = 1; cut <= CUTS; cut++) {
                cutWhilePushing(cut, registry);
                disk.mountAgain();
                registry.start();
                requireAllThere(cut, data, registry);
            }
            assertThat(ledger.checkAll(registry.client())).as(what(CUTS)).isEmpty();
        }
        log.info(
                "Power cut {} times; {} images pushed, {} blobs and manifests acknowledged and found",
                CUTS,
                workload.images(),
                ledger.size());
    }

    private void cutWhilePushing(int cut, JarRegistry registry) throws Exception {
        int millis = LEAST_MILLIS + random.nextInt(MOST_MILLIS - LEAST_MILLIS);
        workload.runUntil(cut, registry.client(), () -> {
            Thread.sleep(millis);
            disk.cutPower();
            registry.kill();
        });
        assertThat(workload.complaints()).as(what(cut)).isEmpty();
    }

    private void requireAllThere(int cut, Path data, JarRegistry registry) throws Exception {
        assertThat(ledger.check(registry.client())).as(what(cut)).isEmpty();
        assertThat(StoredState.check(data)).as(what(cut)).isEmpty();
        assertThat(StoredState.damagedBlobs(data)).as(what(cut)).isEmpty();
    }

    private String what(int cut) {
        return "cut %d of the power cut test with -Ddurability.seed=%d".formatted(cut, seed);
    }
}
