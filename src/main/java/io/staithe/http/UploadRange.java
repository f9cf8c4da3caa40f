package io.staithe.http;

import io.staithe.blob.UploadBody.ContentRange;
import java.util.Optional;

/** The {@code Content-Range} header of an upload: {@code <first>-<last>}, without unit and without length. */
final class UploadRange {

    private static final int MOST_DIGITS = 18;

    private UploadRange() {}

    /** Empty if the text is no range. */
    static Optional<ContentRange> parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0 || !isNumber(text, 0, dash) || !isNumber(text, dash + 1, text.length())) {
            return Optional.empty();
        }
        long start = Long.parseLong(text, 0, dash, 10);
        long end = Long.parseLong(text, dash + 1, text.length(), 10);
        return end < start ? Optional.empty() : Optional.of(new ContentRange(start, end));
    }

    private static boolean isNumber(String text, int from, int to) {
        return to > from
                && to - from <= MOST_DIGITS
                && text.substring(from, to).chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
