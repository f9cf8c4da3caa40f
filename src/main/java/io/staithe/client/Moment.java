package io.staithe.client;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment on the command line: {@code 2026-11-24T12:00:00Z}, or how long ago it was, as {@code 90m}, {@code 2h}, {@code 1d}. */
final class Moment implements ITypeConverter<Instant> {

    private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([mhd])");

    @Override
    public Instant convert(String text) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            return Instant.now().minus(duration(Long.parseLong(ago.group(1)), ago.group(2)));
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text
                    + "' is no moment: write one such as 2026-11-24T12:00:00Z, or how long ago, such as 90m, 2h or 1d");
        }
    }

    private static Duration duration(long amount, String unit) {
        return switch (unit) {
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
