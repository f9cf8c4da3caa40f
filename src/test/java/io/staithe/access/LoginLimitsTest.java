package io.staithe.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.LoginLimits.Attempt;
import java.time.Clock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {

    private static final String OFFICE = "192.0.2.1";

    private final LoginLimits limits = new LoginLimits(5, 12, Clock.systemUTC());

    private long allowed(String name, String address, int tries) {
        return IntStream.range(0, tries)
                .filter(i -> limits.byPassword(name, address).pause().isEmpty())
                .count();
    }

    private void getIn(String name, String address) {
        Attempt attempt = limits.byPassword(name, address);
        assertThat(attempt.pause()).isEmpty();
        limits.succeeded(attempt);
    }

    @Test
    void behindTheAddressOfSomebodyWhoGotInGuessesAreCountedToo() {
        getIn("alice", OFFICE);
        assertThat(allowed("alice", OFFICE, 50)).isEqualTo(12);
        getIn("bob", OFFICE);
    }

    @Test
    void whoGotInOftenGivesHisNeighboursNoFurtherGuesses() {
        getIn("alice", OFFICE);
        assertThat(allowed("mallory", OFFICE, 3)).isEqualTo(3);
        for (int i = 0; i < 10; i++) {
            getIn("alice", OFFICE);
        }
        assertThat(allowed("mallory", OFFICE, 10)).isEqualTo(2);
    }

    @Test
    void aNetworkOfIpv6IsOneAddress() {
        long guesses = IntStream.range(0, 50)
                .filter(i -> limits.byPassword("alice", "2001:db8:1:2:%x::1".formatted(i))
                        .pause()
                        .isEmpty())
                .count();
        assertThat(guesses).isEqualTo(5);
        assertThat(allowed("alice", "2001:db8:1:3::1", 1)).isEqualTo(1);
        assertThat(allowed("alice", "::ffff:192.0.2.9", 1)).isEqualTo(1);
    }

    @Test
    void namesThatNobodyCanHaveAreOneName() {
        long guesses = IntStream.range(0, 50)
                .filter(i -> limits.byPassword("?".repeat(60_000) + i, "203.0.113." + i)
                        .pause()
                        .isEmpty())
                .count();
        assertThat(guesses).isEqualTo(12);
    }

    @Test
    void idTokensAreCountedByAddressOnly() {
        for (int i = 0; i < 50; i++) {
            assertThat(limits.byIdToken("203.0.113." + i).pause()).isEmpty();
        }
        assertThat(IntStream.range(0, 50)
                        .filter(i -> limits.byIdToken(OFFICE).pause().isEmpty())
                        .count())
                .isEqualTo(5);
    }
}
