package io.staithe.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import io.staithe.testing.RegistryClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Who guesses passwords is slowed down, learns nothing, and locks nobody out. */
@TestInstance(Lifecycle.PER_CLASS)
@Isolated("what it measures is time")
class GuessingTest {

    private static final String ALICE = Credentials.password("alice");
    private static final String BOB = Credentials.password("bob");
    private static final int SAMPLES = 15;
    /** Fewer than an account may fail in a minute. */
    private static final int ROUNDS = 10;

    private final GuardedRegistry guarded;
    private final RegistryClient client;

    GuessingTest(@TempDir Path data) {
        Credentials.htpasswd(data.resolve("htpasswd"), "alice", "bob", "carol", "mary", "dora");
        guarded = GuardedRegistry.start(
                data,
                "staithe.trusted-proxies=127.0.0.1",
                "staithe.access.failures-per-address=5",
                "staithe.access.failures-per-account=12",
                "staithe.access.robots[1].name=helper");
        client = guarded.client();
    }

    @AfterAll
    void stop() {
        guarded.close();
    }

    private Answer logIn(String address, String credentials) {
        return client.ask("GET /v2/", "X-Forwarded-For", address, "Authorization", credentials);
    }

    private void guess(String address, String name, int times) {
        for (int i = 0; i < times; i++) {
            logIn(address, Credentials.basic(name, "guess" + i)).expect(401);
        }
    }

    @Test
    void anAddressHasToWait() {
        logIn("192.0.2.1", BOB).expect(200);
        guess("192.0.2.1", "nobody", 5);
        Answer answer = logIn("192.0.2.1", Credentials.basic("nobody", "x")).refused(429, ErrorCode.TOOMANYREQUESTS);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 60);
        client.ask("GET /token", "X-Forwarded-For", "192.0.2.1", "Authorization", Credentials.basic("other", "x"))
                .refused(429, ErrorCode.TOOMANYREQUESTS);
        logIn("192.0.2.1", BOB).expect(200);
        logIn("192.0.2.1", GuardedRegistry.robot()).expect(200);
        logIn("192.0.2.2", Credentials.basic("nobody", "x")).expect(401);
    }

    @Test
    void anAccountIsHeldUpForStrangersAndNotForItsOwner() {
        logIn("198.51.100.1", ALICE).expect(200);
        for (int i = 0; i < 4; i++) {
            guess("203.0.113." + i, "alice", 3);
        }
        logIn("203.0.113.99", Credentials.basic("alice", "x")).refused(429, ErrorCode.TOOMANYREQUESTS);
        logIn("198.51.100.1", ALICE).expect(200);
        logIn("198.51.100.1", Credentials.basic("alice", "slip")).expect(401);
        logIn("203.0.113.99", Credentials.basic("carol", "carol-password")).expect(200);
    }

    @Test
    void anUnknownAccountIsAnsweredAsAKnownOne() {
        List<String> known = fourteenGuesses("dora");
        assertThat(known).anyMatch(answer -> answer.startsWith("401")).anyMatch(answer -> answer.startsWith("429"));
        assertThat(fourteenGuesses("nadia")).isEqualTo(known);
        assertThat(fourteenGuesses("helper")).isEqualTo(known);
    }

    /** From as many addresses, so that the account is what has to wait in the end. Only the first one is worth a hash. */
    private List<String> fourteenGuesses(String name) {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            for (String request : List.of("GET /v2/", "GET /token")) {
                Answer answer = client.ask(
                        request,
                        "X-Forwarded-For",
                        "2001:db8:%x:%x::1".formatted(name.hashCode() & 0xffff, i),
                        "X-Request-Id",
                        "1",
                        "Authorization",
                        Credentials.basic(name, i == 0 ? "guess" : ""));
                answers.add(withoutTime(answer.toString()));
            }
        }
        return answers;
    }

    private static String withoutTime(String answer) {
        return answer.replaceAll("(?i)(date|retry-after)=\\[[^]]*]", "$1").replaceAll("in [0-9]+ s", "soon");
    }

    @Test
    void manyWhoLogInAtOnceWithOnePasswordAreOneAttempt() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
            List<Callable<Integer>> logIns = Collections.nCopies(
                    20, () -> logIn("192.0.2.30", Credentials.password("mary")).status());
            for (Future<Integer> answer : threads.invokeAll(logIns)) {
                assertThat(answer.get()).isEqualTo(200);
            }
        }
    }

    @Test
    void theAddressIsTheLastOneThatNoProxyOfOursVouchesFor() {
        for (int i = 0; i < 5; i++) {
            logIn("10.9.9." + i + ", 192.0.2.77", Credentials.basic("zoe" + i, "x"))
                    .expect(401);
        }
        logIn("10.9.9.99, 192.0.2.77", Credentials.basic("zoe", "x")).expect(429);
    }

    /** Some proxies write the port of the connection behind the address. */
    @Test
    void anotherPortIsTheSameAddress() {
        for (String address : List.of("192.0.2.78:%d", "192.0.2.79, 127.0.0.1:%d", "[2001:db8:4::1]:%d")) {
            for (int port = 5000; port < 5005; port++) {
                logIn(address.formatted(port), Credentials.basic("guest" + port, ""))
                        .expect(401);
            }
            logIn(address.formatted(5005), Credentials.basic("guest", "")).expect(429);
        }
    }

    @Test
    void anUnknownAccountTakesAsLongAsAKnownOne() {
        Logins logins = guarded.registry().bean(Logins.class);
        IntConsumer known = i -> assertThat(logins.login("mary", "guess" + i, "2001:db8:1:" + i + "::1"))
                .isEqualTo(new Login.Wrong());
        IntConsumer unknown = i -> assertThat(logins.login("nobody" + i, "guess", "2001:db8:2:" + i + "::1"))
                .isEqualTo(new Login.Wrong());
        IntConsumer robot = i -> assertThat(logins.login("ci", "guess" + i, "2001:db8:3:" + i + "::1"))
                .isEqualTo(new Login.Wrong());
        known.accept(1000);
        unknown.accept(1000);
        long[] knownNanos = new long[ROUNDS];
        long[] unknownNanos = new long[ROUNDS];
        long[] robotNanos = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            knownNanos[i] = nanos(known, i);
            unknownNanos[i] = nanos(unknown, i);
            robotNanos[i] = nanos(robot, i);
        }
        double reference = median(knownNanos);
        assertThat(median(unknownNanos) / reference).isBetween(0.7, 1.4);
        assertThat(median(robotNanos) / reference).isBetween(0.7, 1.4);
    }

    @Test
    void aPasswordIsHashedOnceAndNotForEachRequest() {
        Logins logins = guarded.registry().bean(Logins.class);
        IntConsumer right = i -> assertThat(logins.login("admin", GuardedRegistry.ADMIN_PASSWORD, "192.0.2.200"))
                .isInstanceOf(Login.Verified.class);
        long first = nanos(right, 0);
        long[] further = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            further[i] = nanos(right, i);
        }
        assertThat(median(further)).isLessThan(first / 5.0);
    }

    private static long nanos(IntConsumer work, int number) {
        long start = System.nanoTime();
        work.accept(number);
        return System.nanoTime() - start;
    }

    private static double median(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
