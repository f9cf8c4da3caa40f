package io.staithe.metadata;

import org.jspecify.annotations.Nullable;

/**
 * What all repositories that a pattern matches may hold together.
 *
 * @param bytes null for no limit, as the others
 */
public record QuotaDefinition(
        String name,
        String pattern,
        @Nullable Long bytes,
        @Nullable Long repositories,
        @Nullable Long tags) {

    /** More than anybody has, and little enough to be added up. */
    private static final long UNLIMITED = 1L << 60;

    Amounts limits() {
        return new Amounts(orUnlimited(bytes), orUnlimited(repositories), orUnlimited(tags));
    }

    private static long orUnlimited(@Nullable Long limit) {
        return limit == null ? UNLIMITED : limit;
    }
}
