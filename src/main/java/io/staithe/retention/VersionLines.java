package io.staithe.retention;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest patch of each line of versions: the newest release, and a pre-release if it is newer than that. */
final class VersionLines {

    /** So many lines take about 20 MB; where there are more, all versions stay. */
    private static final int MOST = 100_000;

    private final Map<Version.Line, Newest> lines = new HashMap<>();
    private boolean tooMany;

    private record Newest(
            @Nullable Version release, @Nullable Version preRelease) {}

    void see(Version version) {
        tooMany = tooMany || (lines.size() == MOST && !lines.containsKey(version.line()));
        if (!tooMany) {
            Newest one = version.isPreRelease() ? new Newest(null, version) : new Newest(version, null);
            lines.merge(version.line(), one, VersionLines::newest);
        }
    }

    private static Newest newest(Newest one, Newest other) {
        return new Newest(later(one.release(), other.release()), later(one.preRelease(), other.preRelease()));
    }

    private static @Nullable Version later(@Nullable Version one, @Nullable Version other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Why a version stays; empty if it is not among the newest. */
    Optional<String> keeps(Version version) {
        if (tooMany) {
            return Optional.of("there are more than " + MOST + " lines of versions");
        }
        Newest newest = lines.get(version.line());
        boolean kept = newest == null
                || (isAtLeast(version, newest.release())
                        && (!version.isPreRelease() || isAtLeast(version, newest.preRelease())));
        return kept ? Optional.of("it is the newest patch of its minor version") : Optional.empty();
    }

    private static boolean isAtLeast(Version version, @Nullable Version other) {
        return other == null || version.compareTo(other) >= 0;
    }
}
