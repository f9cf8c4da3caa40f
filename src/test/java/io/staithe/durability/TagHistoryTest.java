package io.staithe.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TagHistoryTest {

    private static final Digest ONE = Digest.of(Algorithm.SHA256, new byte[] {1});
    private static final Digest TWO = Digest.of(Algorithm.SHA256, new byte[] {2});

    private final TagHistory history = new TagHistory();

    @Test
    void anAcknowledgedMoveLeavesNothingElse() {
        history.begin(Optional.of(ONE)).acknowledged();
        history.begin(Optional.of(TWO)).acknowledged();
        assertThat(history.allowed()).containsExactly(Optional.of(TWO));
    }

    @Test
    void aMoveInFlightMayOrMayNotHaveHappened() {
        history.begin(Optional.of(ONE)).acknowledged();
        history.begin(Optional.empty());
        assertThat(history.allowed()).containsExactlyInAnyOrder(Optional.of(ONE), Optional.empty());
    }

    @Test
    void ofTwoMovesAtTheSameTimeEitherMayHaveBeenTheLast() {
        TagHistory.Move one = history.begin(Optional.of(ONE));
        TagHistory.Move two = history.begin(Optional.of(TWO));
        one.acknowledged();
        two.acknowledged();
        assertThat(history.allowed()).containsExactlyInAnyOrder(Optional.of(ONE), Optional.of(TWO));
    }

    @Test
    void aMoveInFlightMayHaveHappenedAfterALaterOne() {
        history.begin(Optional.of(ONE));
        history.begin(Optional.of(TWO)).acknowledged();
        assertThat(history.allowed()).containsExactlyInAnyOrder(Optional.of(ONE), Optional.of(TWO));
    }

    @Test
    void aRefusedMoveDidNotHappen() {
        history.begin(Optional.of(ONE)).acknowledged();
        history.begin(Optional.empty()).refused();
        assertThat(history.allowed()).containsExactly(Optional.of(ONE));
    }

    @Test
    void whatWasFoundAfterARestartIsAllThereIs() {
        history.begin(Optional.of(ONE));
        history.begin(Optional.of(TWO));
        history.collapse(Optional.of(TWO));
        assertThat(history.allowed()).containsExactly(Optional.of(TWO));
    }
}
