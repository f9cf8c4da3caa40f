package io.staithe.gc;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of each day, which may lie around midnight.
 *
 * @param from the first moment of it
 * @param to the first moment after it; the same as {@code from} if it is the whole day
 */
record TimeWindow(LocalTime from, LocalTime to, ZoneId zone) {

    private static final Pattern FORM = Pattern.compile("(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)(?: (\\S+))?");

    /** @return empty if the text is not {@code HH:mm-HH:mm}, with or without a zone after it */
    static Optional<TimeWindow> parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TimeWindow(time(form.group(1)), time(form.group(2)), zone(form.group(3))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static LocalTime time(String text) {
        return text.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text);
    }

    private static ZoneId zone(@Nullable String text) {
        return text == null ? ZoneOffset.UTC : ZoneId.of(text);
    }

    boolean contains(Instant instant) {
        LocalTime time = instant.atZone(zone).toLocalTime();
        if (from.equals(to)) {
            return true;
        }
        return from.isBefore(to)
                ? !time.isBefore(from) && time.isBefore(to)
                : !time.isBefore(from) || time.isBefore(to);
    }
}
