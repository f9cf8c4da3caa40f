package io.staithe.access;

import io.staithe.settings.InvalidSettingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;

/**
 * Hashes and checks passwords with bcrypt. A check takes as long for an account that does not exist as for any that
 * does, whatever its cost. Checks take turns on half of the processors, since one occupies a processor for longer than
 * hundreds of pulls. Thread-safe.
 */
final class Passwords {

    /** bcrypt looks at no more bytes. */
    static final int LONGEST_BYTES = 72;

    private static final String BCRYPT = "bcrypt";
    private static final int COST = 10;
    /** 64 times the work of {@link #COST}. */
    private static final int MOST_COST = 16;

    private static final Pattern HASH = Pattern.compile("(?:\\{bcrypt})?\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    /** The tail of a hash whose password nobody has. */
    private static final String NOBODYS = "$Rk7d0jTt1T9oUe3MFp9NwOJd8q9yhyTI4rkCLEFLZAcNcJbEgN2m2";

    private final DelegatingPasswordEncoder encoder;
    private final Semaphore turns =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    Passwords() {
        BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder(COST);
        encoder = new DelegatingPasswordEncoder(BCRYPT, Map.of(BCRYPT, bcrypt));
        encoder.setDefaultPasswordEncoderForMatches(bcrypt);
    }

    String hash(String password) {
        return encoder.encode(password);
    }

    static boolean fits(String password) {
        return !password.isEmpty() && password.getBytes(StandardCharsets.UTF_8).length <= LONGEST_BYTES;
    }

    /** @throws InvalidSettingException if the password is too long to be hashed */
    static String require(String property, String password) {
        if (!fits(password)) {
            throw new InvalidSettingException(
                    property,
                    InvalidSettingException.NOT_SHOWN,
                    "it has more than " + LONGEST_BYTES + " bytes",
                    "Choose a shorter one.");
        }
        return password;
    }

    /** Whether a hash can be checked, and in a time that a client would wait for. */
    static boolean isSupported(String hash) {
        Matcher matcher = HASH.matcher(hash);
        return matcher.matches() && cost(hash) >= 4 && cost(hash) <= MOST_COST;
    }

    /** The cost that checks of these hashes are brought to. */
    static int highestCost(Iterable<String> hashes) {
        int highest = COST;
        for (String hash : hashes) {
            highest = Math.max(highest, cost(hash));
        }
        return highest;
    }

    private static int cost(String hash) {
        Matcher matcher = HASH.matcher(hash);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : COST;
    }

    /** Whether the password has the hash; works as long as one check of the given cost. */
    boolean matches(String password, String hash, int cost) {
        return inTurn(() -> {
            boolean matches = encoder.matches(password, hash);
            for (int rest = cost(hash); rest < cost && !matches; rest++) {
                waste(password, rest);
            }
            return matches;
        });
    }

    /** For a name that nobody has: works as long as {@link #matches}. @return false */
    boolean matchesNothing(String password, int cost) {
        return inTurn(() -> {
            waste(password, cost);
            return false;
        });
    }

    private void waste(String password, int cost) {
        encoder.matches(password, "$2a$%02d%s".formatted(cost, NOBODYS));
    }

    private boolean inTurn(BooleanSupplier check) {
        turns.acquireUninterruptibly();
        try {
            return check.getAsBoolean();
        } finally {
            turns.release();
        }
    }
}
