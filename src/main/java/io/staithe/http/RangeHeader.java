package io.staithe.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code Range} header of a request for a blob, RFC 9110, section 14.2. */
sealed interface RangeHeader {

    /** Most ranges in one request; clients of partial pulls ask for 1,024. */
    int MOST_RANGES = 1024;

    String UNIT = "bytes=";

    /** Send everything: no range, another unit, or text that is no range. */
    record Whole() implements RangeHeader {}

    /** Send these parts, in this order. */
    record Parts(List<Part> parts) implements RangeHeader {}

    /** No part lies within the content. */
    record Unsatisfiable() implements RangeHeader {}

    /** More ranges than are served in one answer. */
    record TooMany() implements RangeHeader {}

    /**
     * A part of the content.
     *
     * @param start of the first byte, from 0
     * @param length bytes, at least 1
     */
    record Part(long start, long length) {
        long end() {
            return start + length - 1;
        }
    }

    /** @param size of the content, in bytes */
    static RangeHeader parse(@Nullable String header, long size) {
        if (header == null || !header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return new Whole();
        }
        String[] specs = header.substring(UNIT.length()).split(",", -1);
        if (specs.length > MOST_RANGES) {
            return new TooMany();
        }
        List<Part> parts = new ArrayList<>();
        for (String spec : specs) {
            Optional<Bounds> bounds = Bounds.parse(spec.strip());
            if (bounds.isEmpty()) {
                return new Whole();
            }
            bounds.get().within(size).ifPresent(parts::add);
        }
        return parts.isEmpty() ? new Unsatisfiable() : wholeIfLonger(parts, size);
    }

    /** Ranges that overlap could make an answer many times as long as the content; all of it is a legal answer too. */
    private static RangeHeader wholeIfLonger(List<Part> parts, long size) {
        long total = 0;
        for (Part part : parts) {
            if (part.length() > size - total) {
                return new Whole();
            }
            total += part.length();
        }
        return new Parts(List.copyOf(parts));
    }

    /**
     * One range as it was written.
     *
     * @param first -1 if only a last part is wanted
     * @param last bytes from the end if {@code first} is -1; {@link Long#MAX_VALUE} if it is open
     */
    record Bounds(long first, long last) {

        private static final int MOST_DIGITS = 18;

        static Optional<Bounds> parse(String spec) {
            int dash = spec.indexOf('-');
            if (dash < 0) {
                return Optional.empty();
            }
            long first = number(spec.substring(0, dash));
            long last = number(spec.substring(dash + 1));
            boolean malformed = first == MALFORMED || last == MALFORMED || (first == NONE && last == NONE);
            if (malformed) {
                return Optional.empty();
            }
            return Optional.of(new Bounds(first, last == NONE ? Long.MAX_VALUE : last));
        }

        private static final long NONE = -1;
        private static final long MALFORMED = -2;

        private static long number(String digits) {
            if (digits.isEmpty()) {
                return NONE;
            }
            if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return MALFORMED;
            }
            return digits.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
        }

        Optional<Part> within(long size) {
            if (first == NONE) {
                long length = Math.min(last, size);
                return length == 0 ? Optional.empty() : Optional.of(new Part(size - length, length));
            }
            if (first >= size || last < first) {
                return Optional.empty();
            }
            return Optional.of(new Part(first, Math.min(last, size - 1) - first + 1));
        }
    }
}
