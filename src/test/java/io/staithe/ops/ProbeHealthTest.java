package io.staithe.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.blobstore.StorageFullException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class ProbeHealthTest {

    private @Nullable IOException failure;
    private final ProbeHealth health = new ProbeHealth("storage", () -> {
        if (failure != null) {
            throw failure;
        }
    });

    @Test
    void aFullPartIsStillOfUseAndSaysSo() {
        failure = new StorageFullException("no room", new IOException());
        Health found = health.health();
        assertThat(found.getStatus()).isEqualTo(Status.UP);
        assertThat(found.getDetails())
                .hasEntrySatisfying(
                        "full", reason -> assertThat(reason.toString()).contains("no room"));
        assertThat(health.isFull()).isTrue();
        failure = null;
        assertThat(health.health().getDetails()).isEmpty();
        assertThat(health.isFull()).isFalse();
    }

    @Test
    void aPartThatFailsIsDownUntilItWorksAgain() {
        failure = new IOException("gone");
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.isFull()).isFalse();
        failure = null;
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }
}
