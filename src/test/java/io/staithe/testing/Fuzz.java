package io.staithe.testing;

import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes inputs that are nearly right. The same ones in each run, unless the system properties {@code staithe.fuzz.seed}
 * and {@code staithe.fuzz.rounds} say otherwise; a failure names the seed and the input.
 */
public final class Fuzz {

    private static final Logger log = LoggerFactory.getLogger(Fuzz.class);
    private static final long SEED = Long.getLong("staithe.fuzz.seed", 20_261_123L);
    private static final int MOST_ROUNDS = Integer.getInteger("staithe.fuzz.rounds", Integer.MAX_VALUE);
    private static final String ODD = "\0\r\n\t %/\\.:;,-_+=&?#@\"'{}[]<>aZ09äß０\u2028\uD83D\uDC33\uD800";

    private final Random random = new Random(SEED);

    /** Tries a property with many inputs; an input that makes it throw anything is a failure. */
    public void check(int rounds, Supplier<String> input, Consumer<String> property) {
        int most = MOST_ROUNDS == Integer.MAX_VALUE ? rounds : MOST_ROUNDS;
        log.info("{} rounds with seed {}", most, SEED);
        for (int round = 0; round < most; round++) {
            String text = input.get();
            try {
                property.accept(text);
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError(
                        "staithe.fuzz.seed=%d, round %d, input %s".formatted(SEED, round, escaped(text)), e);
            }
        }
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** One of them, each as likely as the others. */
    @SafeVarargs
    public final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** A few of them in a row, some of them changed. */
    public String joined(int most, String... pieces) {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(most + 1); count > 0; count--) {
            text.append(oneOf(pieces));
        }
        return random.nextInt(4) == 0 ? mutated(text.toString()) : text.toString();
    }

    /** With one to three places changed, dropped, doubled or filled with what does not belong there. */
    public String mutated(String text) {
        StringBuilder mutated = new StringBuilder(text);
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            mutate(mutated);
        }
        return mutated.toString();
    }

    private void mutate(StringBuilder text) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + 1 + random.nextInt(8));
        switch (random.nextInt(5)) {
            case 0 -> text.insert(at, ODD.charAt(random.nextInt(ODD.length())));
            case 1 -> text.delete(at, end);
            case 2 -> text.insert(at, text.substring(at, end));
            case 3 -> text.replace(at, Math.min(text.length(), at + 1), oneOf("0", "9", "-", "A", "\u00e9"));
            default -> text.insert(at, oneOf("a", "0", "%00", "..", "//").repeat(random.nextInt(200)));
        }
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder("\"");
        text.chars()
                .forEach(c -> escaped.append(c < ' ' || c > '~' ? "\\u%04x".formatted(c) : String.valueOf((char) c)));
        return escaped.append('"').toString();
    }
}
