package io.staithe.durability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills the built jar at random moments while clients push. {@code -Ddurability.rounds} says how often,
 * {@code -Ddurability.seed} repeats the same requests and moments.
 */
class KillIT {

    private static final Logger log = LoggerFactory.getLogger(KillIT.class);
    private static final int ROUNDS = Integer.getInteger("durability.rounds", 3);
    private static final int LEAST_MILLIS = 500;
    private static final int MOST_MILLIS = 3000;

    private final long seed = Long.getLong("durability.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Ledger ledger = new Ledger();
    private final PushWorkload workload = new PushWorkload(ledger, seed);

    @Test
    void nothingThatWasAcknowledgedIsLostWhenTheServerIsKilled(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (JarRegistry registry = new JarRegistry(data, "kill", "staithe.gc.interval=200ms")) {
            registry.start();
            for (int round = 1; round <= ROUNDS; round++) {
                killWhilePushing(round, registry);
                registry.start();
                requireAllThere(round, data, registry);
            }
            assertThat(ledger.checkAll(registry.client())).as(what(ROUNDS)).isEmpty();
            assertThat(StoredState.damagedBlobs(data)).as(what(ROUNDS)).isEmpty();
            assertThat(registry.log()).doesNotContain("ERROR");
        }
        log.info(
                "Killed {} times; {} images pushed, {} blobs and manifests acknowledged and found",
                ROUNDS,
                workload.images(),
                ledger.size());
    }

    private void killWhilePushing(int round, JarRegistry registry) throws Exception {
        int millis = LEAST_MILLIS + random.nextInt(MOST_MILLIS - LEAST_MILLIS);
        workload.runUntil(round, registry.client(), () -> {
            Thread.sleep(millis);
            registry.kill();
        });
        assertThat(workload.complaints()).as(what(round)).isEmpty();
        assertThat(workload.serverFailures()).as(what(round)).isEmpty();
    }

    private void requireAllThere(int round, Path data, JarRegistry registry) throws Exception {
        assertThat(ledger.check(registry.client())).as(what(round)).isEmpty();
        assertThat(StoredState.check(data)).as(what(round)).isEmpty();
    }

    private String what(int round) {
        return "round %d of the kill test with -Ddurability.seed=%d".formatted(round, seed);
    }
}
