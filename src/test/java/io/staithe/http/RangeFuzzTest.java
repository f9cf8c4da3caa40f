package io.staithe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.blob.UploadBody.ContentRange;
import io.staithe.http.RangeHeader.Part;
import io.staithe.testing.Fuzz;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Ranges of pulls and of uploads. */
class RangeFuzzTest {

    private static final int ROUNDS = 200_000;
    private static final Pattern SINGLE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");
    private static final Pattern UPLOAD = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");
    private static final String[] PIECES = {
        "0", "1", "99", "100", "9223372036854775807", "99999999999999999999", "-", "-", "-", ",", " ", "bytes=", "a"
    };

    private final Fuzz fuzz = new Fuzz();

    @Test
    void partsLieWithinTheContentAndAddUpToNoMoreThanIt() {
        fuzz.check(ROUNDS, () -> "bytes=" + fuzz.joined(12, PIECES), header -> {
            long size = fuzz.oneOf(0L, 1L, 2L, 100L, 101L, 1L << 40, Long.MAX_VALUE);
            if (RangeHeader.parse(header, size) instanceof RangeHeader.Parts(var parts)) {
                assertThat(parts).isNotEmpty().hasSizeLessThanOrEqualTo(RangeHeader.MOST_RANGES);
                assertThat(parts).allSatisfy(part -> {
                    assertThat(part.start()).isNotNegative();
                    assertThat(part.length()).isPositive();
                    assertThat(part.end()).isBetween(part.start(), size - 1);
                });
                assertThat(parts.stream().mapToLong(Part::length).sum()).isBetween(1L, size);
            }
        });
    }

    @Test
    void oneRangeIsWhatTheSpecificationSays() {
        fuzz.check(
                ROUNDS,
                () -> "bytes=" + fuzz.oneOf("", "0", "5", "99", "100", "9".repeat(30)) + "-"
                        + fuzz.oneOf("", "0", "7", "99", "100", "9".repeat(30)),
                header -> {
                    long size = fuzz.below(120);
                    assertThat(RangeHeader.parse(header, size)).isEqualTo(expected(header, size));
                });
    }

    private static RangeHeader expected(String header, long size) {
        Matcher matcher = SINGLE.matcher(header);
        assertThat(matcher.matches()).isTrue();
        if (matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return new RangeHeader.Whole();
        }
        BigInteger last = BigInteger.valueOf(size - 1);
        boolean suffix = matcher.group(1).isEmpty();
        BigInteger first = suffix
                ? BigInteger.valueOf(size)
                        .subtract(new BigInteger(matcher.group(2)))
                        .max(BigInteger.ZERO)
                : new BigInteger(matcher.group(1));
        BigInteger end = suffix || matcher.group(2).isEmpty() ? last : new BigInteger(matcher.group(2)).min(last);
        boolean backwards =
                !suffix && !matcher.group(2).isEmpty() && new BigInteger(matcher.group(2)).compareTo(first) < 0;
        if (backwards || first.compareTo(last) > 0) {
            return new RangeHeader.Unsatisfiable();
        }
        long start = first.longValueExact();
        return new RangeHeader.Parts(List.of(new Part(start, end.longValueExact() - start + 1)));
    }

    @Test
    void whateverTheHeaderIsItIsRead() {
        fuzz.check(
                ROUNDS,
                () -> fuzz.joined(6, PIECES),
                header -> assertThat(RangeHeader.parse(header, 100)).isNotNull());
    }

    @Test
    void theRangeOfAnUploadIsTwoNumbersInOrder() {
        fuzz.check(ROUNDS, () -> fuzz.joined(5, PIECES), header -> {
            Matcher matcher = UPLOAD.matcher(header);
            Optional<ContentRange> expected = matcher.matches()
                    ? Optional.of(new ContentRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                            .filter(range -> range.end() >= range.start())
                    : Optional.empty();
            assertThat(UploadRange.parse(header)).isEqualTo(expected);
            expected.ifPresent(range -> assertThat(range.length()).isPositive());
        });
    }
}
