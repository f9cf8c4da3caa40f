package io.staithe.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.S3Fault.Refused;
import io.staithe.testing.S3Relay;
import io.staithe.testing.S3Server;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageOutageTest {

    @Test
    void aNodeWhoseS3ServerIsGoneIsNotReadySaysWhyAndComesBack(@TempDir Path data) {
        try (S3Relay relay = S3Relay.before(S3Server.shared().endpoint());
                TestRegistry registry = TestRegistry.start(
                        data, relay.settings(data, "logging.level.io.staithe.ops.ProbeHealth=off"))) {
            Management management = Management.of(registry);
            assertThat(management.status("health/readiness")).isEqualTo(200);
            relay.goDown();
            requireDown(management);
            relay.heal();
            assertThat(management.status("health/readiness")).isEqualTo(200);
            relay.disturb(call -> new Refused(503, "SlowDown"));
            requireDown(management);
            relay.heal();
            assertThat(management.status("health/readiness")).isEqualTo(200);
        }
    }

    private static void requireDown(Management management) {
        assertThat(management.status("health/readiness")).isEqualTo(503);
        assertThat(management.text("health/readiness")).contains("\"storage\":{", "\"status\":\"DOWN\"");
        assertThat(management.text("health/readiness")).contains("\"db\":{\"status\":\"UP\"}");
        assertThat(management.status("health/liveness")).isEqualTo(200);
    }
}
