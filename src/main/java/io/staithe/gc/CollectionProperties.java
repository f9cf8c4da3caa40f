package io.staithe.gc;

import io.staithe.settings.InvalidSettingException;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How what nothing refers to is collected.
 *
 * @param untagged whether a manifest that no tag, index or subject keeps is kept all the same, or deleted: {@code keep} or
 *     {@code delete}
 * @param rowsPerSecond most reviews that are decided in a second; 0 for as many as can be
 * @param bytesPerSecond most bytes that are deleted from the store in a second; 0 for as many as can be
 * @param window time of day in which content is collected and bytes are deleted, such as
 *     {@code 22:00-06:00 Europe/Berlin}, in UTC unless it says otherwise; always if left out
 * @param workers how many reviews are decided at once
 * @param sweep what is done about stored bytes that no row knows: {@code report} or {@code delete}
 * @param sweepInterval how long after a look through the whole store the next one begins
 */
@ConfigurationProperties("staithe.gc")
public record CollectionProperties(
        @DefaultValue("keep") String untagged,
        @DefaultValue("500") int rowsPerSecond,
        @DefaultValue("0B") DataSize bytesPerSecond,
        @DefaultValue("00:00-24:00") String window,
        @DefaultValue("1") int workers,
        @DefaultValue("report") String sweep,
        @DefaultValue("7d") Duration sweepInterval) {

    private static final String DELETE = "delete";
    private static final int MOST_WORKERS = 32;

    public CollectionProperties {
        requireOneOf("untagged", untagged, "keep", DELETE);
        requireOneOf("sweep", sweep, "report", DELETE);
        if (rowsPerSecond < 0) {
            throw refused("rows-per-second", rowsPerSecond, "it is negative", "Write a number, or 0 for no limit.");
        }
        if (bytesPerSecond.isNegative()) {
            throw refused("bytes-per-second", bytesPerSecond, "it is negative", "Write a size, or 0 for no limit.");
        }
        if (TimeWindow.parse(window).isEmpty()) {
            throw refused(
                    "window",
                    window,
                    "this is no time of day",
                    "Write two times and, if it is not UTC, a zone, such as '22:00-06:00 Europe/Berlin'.");
        }
        if (workers < 1 || workers > MOST_WORKERS) {
            throw refused("workers", workers, "it is out of range", "Write a number from 1 to " + MOST_WORKERS + ".");
        }
        if (sweepInterval.isNegative() || sweepInterval.isZero()) {
            throw refused("sweep-interval", sweepInterval, "it would never rest", "Write a duration such as '7d'.");
        }
    }

    private static void requireOneOf(String name, String value, String one, String other) {
        if (!Set.of(one, other).contains(value)) {
            throw refused(name, value, "there is no such choice", "Write '" + one + "' or '" + other + "'.");
        }
    }

    private static InvalidSettingException refused(String name, Object value, String reason, String remedy) {
        return new InvalidSettingException("staithe.gc." + name, value.toString(), reason, remedy);
    }

    boolean deletesUntagged() {
        return untagged.equals(DELETE);
    }

    boolean deletesLitter() {
        return sweep.equals(DELETE);
    }

    TimeWindow timeWindow() {
        return TimeWindow.parse(window).orElseThrow();
    }
}
