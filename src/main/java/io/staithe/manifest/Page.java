package io.staithe.manifest;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A part of an ordered list.
 *
 * @param next the entry that the next page comes after; empty if this page is the last one
 */
public record Page<T>(List<T> entries, Optional<String> next) {

    public Page {
        entries = List.copyOf(entries);
    }

    /**
     * What a client asked for.
     *
     * @param limit most entries it wants; empty for as many as the server gives
     * @param after entries up to and including this one are left out; empty text for the first page
     */
    public record Request(OptionalInt limit, String after) {}

    /** Cuts a page from entries of which one more than the limit was asked for. */
    static <T> Page<T> cut(List<T> oneMore, int limit, Function<T, String> position) {
        if (oneMore.size() <= limit || limit == 0) {
            return new Page<>(oneMore.subList(0, Math.min(limit, oneMore.size())), Optional.empty());
        }
        List<T> entries = oneMore.subList(0, limit);
        return new Page<>(entries, Optional.of(position.apply(entries.getLast())));
    }
}
