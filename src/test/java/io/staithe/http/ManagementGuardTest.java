package io.staithe.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManagementGuardTest {

    /** The names of services in a cluster have dots, and so have those of machines. */
    @Test
    void aScraperOnAnotherMachineComesByAnyName() {
        for (String at : new String[] {"10.1.2.3", "fd00:0:0:0:0:0:0:1"}) {
            assertThat(ManagementGuard.isStrangersName("staithe.monitoring.svc.cluster.local:5001", at))
                    .isFalse();
        }
    }

    @Test
    void onALoopbackAddressANameWithADotIsAStrangers() {
        for (String at : new String[] {"127.0.0.1", "127.9.9.9", "0:0:0:0:0:0:0:1"}) {
            assertThat(ManagementGuard.isStrangersName("evil.example:5001", at)).isTrue();
            assertThat(ManagementGuard.isStrangersName("localhost:5001", at)).isFalse();
            assertThat(ManagementGuard.isStrangersName(null, at)).isFalse();
        }
    }
}
