package io.staithe.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.durability.Scenario.Pushed;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

/**
 * Lets each call to the store and each statement of a push fail in turn, once before it has happened and once after.
 * Whatever fails, rows and bytes agree, a client that tries again succeeds, and in the end nothing is left over.
 */
class FaultInjectionTest {

    private final Path data;
    private final List<Ledger> ledgers = new ArrayList<>();

    FaultInjectionTest(@TempDir Path data) {
        this.data = data;
    }

    @Test
    void whateverFailsInAPushOrInTheTasksAfterItNothingIsLostAndNothingIsLeftOver() throws Exception {
        try (FaultyRegistry registry = new FaultyRegistry(data, "--staithe.gc.grace=36500d")) {
            for (Scenario scenario : Scenario.values()) {
                failEachStep(registry, scenario, false);
                failEachStep(registry, scenario, true);
            }
            assertThat(registry.faults().failed())
                    .contains(
                            "store create",
                            "store resume",
                            "store write",
                            "store suspend",
                            "store commit",
                            "store close",
                            "store delete",
                            "store discard",
                            "database commit",
                            "database INSERT INTO upload",
                            "database UPDATE upload SET",
                            "database DELETE FROM upload",
                            "database INSERT INTO blob",
                            "database INSERT INTO repository_blob",
                            "database INSERT INTO manifest",
                            "database INSERT INTO manifest_blob",
                            "database INSERT INTO tag",
                            "database INSERT INTO tag_history",
                            "database INSERT INTO review",
                            "database INSERT INTO garbage",
                            "database DELETE FROM garbage");
            for (Ledger ledger : ledgers) {
                assertThat(ledger.checkAll(registry.client())).isEmpty();
            }
        }
    }

    private void failEachStep(FaultyRegistry registry, Scenario scenario, boolean after) throws Exception {
        Faults faults = registry.faults();
        PersistentClient client = new PersistentClient(registry.client(), () -> requireAgreement(faults));
        boolean failed = true;
        for (int n = 1; failed; n++) {
            String repository = "%s-%s-%d".formatted(scenario, after, n).toLowerCase(Locale.ROOT);
            Ledger ledger = new Ledger();
            ledgers.add(ledger);
            Pushed content = new Pushed(repository, ledger);
            scenario.prepare(client, content);
            faults.arm(n, after);
            scenario.run(client, content);
            collect(registry);
            failed = faults.disarm();
            requireAgreement(faults);
            assertThat(StoredState.leftOvers(data)).as(faults.last()).isEmpty();
            assertThat(ledger.check(registry.client())).as(faults.last()).isEmpty();
        }
    }

    /** What a task could not do, its next run does. */
    private void collect(FaultyRegistry registry) throws Exception {
        try {
            registry.cleanUp();
        } catch (IOException | DataAccessException e) {
            assertThat(registry.faults().hasFailed()).isTrue();
            requireAgreement(registry.faults());
            registry.cleanUp();
        }
    }

    private void requireAgreement(Faults faults) {
        try {
            assertThat(StoredState.check(data)).as(faults.last()).isEmpty();
            assertThat(StoredState.damagedBlobs(data)).as(faults.last()).isEmpty();
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
