package io.staithe.blobstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every back end does when the storage sweep asks what is there. */
abstract class BlobSweepContract extends BlobStoreFixture {

    @Test
    void theWalkVisitsEachCommittedKeyOnceWithItsSize() throws IOException {
        Map<StorageKey, Long> committed = new HashMap<>();
        for (int size = 0; size < 40; size++) {
            committed.put(commit(bytes(size)), (long) size);
        }
        assertThat(keys(inAnHour())).isEqualTo(committed);
    }

    @Test
    void theWalkLeavesOutWhatIsYoungerThanTheInstant() throws IOException {
        commit(bytes(10));
        assertThat(keys(Instant.now().minus(Duration.ofHours(1)))).isEmpty();
    }

    @Test
    void anEmptyStoreHasNothingToVisit() throws IOException {
        assertThat(keys(inAnHour())).isEmpty();
    }

    @Test
    void whatIsVisitedCanBeDeleted() throws IOException {
        for (int size = 0; size < 40; size++) {
            commit(bytes(size));
        }
        store().forEach(inAnHour(), (key, size) -> store().delete(key));
        assertThat(keys(inAnHour())).isEmpty();
    }

    @Test
    void aVisitorThatFailsEndsTheWalk() throws IOException {
        commit(bytes(1));
        IOException failure = new IOException("enough");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store().forEach(inAnHour(), (key, size) -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }
}
