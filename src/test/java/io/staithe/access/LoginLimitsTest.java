package io.staithe.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.LoginLimits.Attempt;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {

    private static final String OFFICE = "192.0.2.1";

    private final LoginLimits limits = new LoginLimits(5, 12, Clock.systemUTC());

    private long allowed(String name, String address, int tries) {
        return IntStream.range(0, tries)
                .filter(i -> fails(limits.byPassword(name, address)))
                .count();
    }

    /** Whether the attempt could be made. */
    private static boolean fails(Attempt attempt) {
        try (attempt) {
            return attempt.pause().isEmpty();
        }
    }

    private boolean getsIn(String name, String address) {
        try (Attempt attempt = limits.byPassword(name, address)) {
            if (attempt.pause().isPresent()) {
                return false;
            }
            attempt.succeeded();
            return true;
        }
    }

    private void getIn(String name, String address) {
        assertThat(getsIn(name, address)).isTrue();
    }

    private static long atOnce(int times, IntPredicate work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> tasks = IntStream.range(0, times)
                    .<Callable<Boolean>>mapToObj(i -> () -> work.test(i))
                    .toList();
            int succeeded = 0;
            for (Future<Boolean> task : threads.invokeAll(tasks)) {
                succeeded += task.get() ? 1 : 0;
            }
            return succeeded;
        }
    }

    @Test
    void thoseWhoLogInAtOnceBehindOneAddressAllGetIn() throws Exception {
        List<Attempt> inHand = IntStream.range(0, 5)
                .mapToObj(i -> limits.byPassword("early" + i, OFFICE))
                .toList();
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual().start(() -> late.complete(getsIn("late", OFFICE)));
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            assertThat(late).isNotDone();
            Thread.onSpinWait();
        }
        inHand.forEach(Attempt::succeeded);
        inHand.forEach(Attempt::close);
        assertThat(late.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(atOnce(25, i -> getsIn("person" + i, OFFICE))).isEqualTo(25);
    }

    @Test
    void moreThanAFewWhoWaitAreRefusedAtOnce() throws Exception {
        List<Attempt> inHand = IntStream.range(0, 5)
                .mapToObj(i -> limits.byPassword("early" + i, OFFICE))
                .toList();
        List<Thread> waiting = IntStream.range(0, 25)
                .mapToObj(i -> Thread.ofVirtual().start(() -> getsIn("late" + i, OFFICE)))
                .toList();
        while (waiting.stream().anyMatch(thread -> thread.getState() != Thread.State.TIMED_WAITING)) {
            Thread.onSpinWait();
        }
        assertThat(fails(limits.byPassword("latest", OFFICE))).isFalse();
        inHand.forEach(Attempt::succeeded);
        inHand.forEach(Attempt::close);
        for (Thread thread : waiting) {
            thread.join();
        }
        getIn("latest", OFFICE);
    }

    @Test
    void whatNobodyCouldDecideIsNoGuess() {
        for (int i = 0; i < 50; i++) {
            try (Attempt attempt = limits.byIdToken(OFFICE)) {
                assertThat(attempt.pause()).isEmpty();
                attempt.undecided();
            }
        }
        assertThat(allowed("mallory", OFFICE, 10)).isEqualTo(5);
    }

    @Test
    void ofGuessesAtOnceNoMoreAreMadeThanOneAfterTheOther() throws Exception {
        assertThat(atOnce(200, i -> fails(limits.byPassword("person" + i, OFFICE))))
                .isEqualTo(5);
    }

    @Test
    void whoIsRefusedForTheAccountMadeNoGuess() {
        for (int i = 0; i < 12; i++) {
            fails(limits.byPassword("alice", "203.0.113." + i));
        }
        assertThat(allowed("alice", OFFICE, 10)).isZero();
        assertThat(allowed("bob", OFFICE, 10)).isEqualTo(5);
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
                .filter(i -> fails(limits.byPassword("alice", "2001:db8:1:2:%x::1".formatted(i))))
                .count();
        assertThat(guesses).isEqualTo(5);
        assertThat(allowed("alice", "2001:db8:1:3::1", 1)).isEqualTo(1);
        assertThat(allowed("alice", "::ffff:192.0.2.9", 1)).isEqualTo(1);
    }

    @Test
    void namesThatNobodyCanHaveAreOneName() {
        long guesses = IntStream.range(0, 50)
                .filter(i -> fails(limits.byPassword("?".repeat(60_000) + i, "203.0.113." + i)))
                .count();
        assertThat(guesses).isEqualTo(12);
    }

    @Test
    void idTokensAreCountedByAddressOnly() {
        for (int i = 0; i < 50; i++) {
            assertThat(fails(limits.byIdToken("203.0.113." + i))).isTrue();
        }
        assertThat(IntStream.range(0, 50)
                        .filter(i -> fails(limits.byIdToken(OFFICE)))
                        .count())
                .isEqualTo(5);
    }
}
