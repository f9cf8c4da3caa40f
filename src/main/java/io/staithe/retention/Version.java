package io.staithe.retention;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tag that is a version, <a href="https://semver.org/">semver</a> with or without a {@code v} before it. What follows a
 * hyphen is a pre-release if it looks like one ({@code rc.1}, {@code beta2}, {@code 20260101}), or else a variant
 * ({@code alpine}), whose versions are counted by themselves.
 *
 * @param preRelease empty if it is a release
 */
record Version(Line line, long patch, List<String> preRelease) implements Comparable<Version> {

    private static final Pattern FORM =
            Pattern.compile("(v?)(\\d{1,18})\\.(\\d{1,18})\\.(\\d{1,18})(?:-([0-9A-Za-z._-]+))?");
    private static final Pattern PRE_RELEASE =
            Pattern.compile("(?:(?:alpha|beta|rc|pre|preview|dev|snapshot|nightly|m)(?![A-Za-z])|\\d).*");

    /** Numbers by value and before words, words by ASCII code. */
    private static final Comparator<String> PARTS = Comparator.<String>comparingInt(part -> isNumber(part) ? 0 : 1)
            .thenComparingLong(part -> isNumber(part) ? Long.parseLong(part) : 0)
            .thenComparing(Comparator.naturalOrder());

    /** What patches are compared within. */
    record Line(String variant, long major, long minor) {}

    /** @return empty if the tag is no version of three numbers */
    static Optional<Version> parse(String tag) {
        Matcher form = FORM.matcher(tag);
        if (!form.matches()) {
            return Optional.empty();
        }
        String suffix = form.group(5) == null ? "" : form.group(5);
        boolean isPreRelease =
                PRE_RELEASE.matcher(suffix.toLowerCase(Locale.ROOT)).matches();
        Line line = new Line(
                form.group(1) + (isPreRelease ? "" : suffix),
                Long.parseLong(form.group(2)),
                Long.parseLong(form.group(3)));
        return Optional.of(new Version(
                line, Long.parseLong(form.group(4)), isPreRelease ? List.of(suffix.split("\\.", -1)) : List.of()));
    }

    boolean isPreRelease() {
        return !preRelease.isEmpty();
    }

    /** By precedence, semver section 11, within a line. */
    @Override
    public int compareTo(Version other) {
        int byPatch = Long.compare(patch, other.patch);
        if (byPatch != 0 || preRelease.equals(other.preRelease)) {
            return byPatch;
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return preRelease.isEmpty() ? 1 : -1;
        }
        for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
            int byPart = PARTS.compare(preRelease.get(i), other.preRelease.get(i));
            if (byPart != 0) {
                return byPart;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    private static boolean isNumber(String part) {
        return part.matches("\\d{1,18}");
    }
}
