package io.staithe.api;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * A part of a list, in the order of a key.
 *
 * @param next the value of {@code last} for the page after this one; null at the end of the list
 */
public record Page<T>(List<T> items, @Nullable String next) {

    private static final int MOST = 1000;
    private static final int USUAL = 100;

    public Page {
        items = List.copyOf(items);
    }

    /**
     * What was asked for.
     *
     * @param limit entries at most
     * @param after keys up to and including this one are left out; empty for the first page
     */
    public record Request(int limit, String after) {

        static Request of(@Nullable Integer n, @Nullable String last) {
            if (n != null && n < 1) {
                throw Problem.invalid("'n' is a number of entries, 1 or more");
            }
            return new Request(Math.min(n == null ? USUAL : n, MOST), last == null ? "" : last);
        }

        /** How many rows to read, so that it shows whether there are more. */
        int rows() {
            return limit + 1;
        }
    }

    /**
     * The page of entries that were read from the key on, one more than fit.
     *
     * @param rows at most {@link Request#rows}
     */
    static <R, T> ResponseEntity<Page<T>> cut(
            List<R> rows, Request request, Function<R, String> key, Function<R, T> shown) {
        boolean more = rows.size() > request.limit();
        List<R> fit = more ? rows.subList(0, request.limit()) : rows;
        String next = more ? key.apply(fit.getLast()) : null;
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        if (next != null) {
            answer.header("Link", "<" + address(request, next) + ">; rel=\"next\"");
        }
        return answer.body(new Page<>(fit.stream().map(shown).toList(), next));
    }

    /** The same for a list that is in memory, and sorted. */
    static <R, T> ResponseEntity<Page<T>> cutAll(
            List<R> all, Request request, Function<R, String> key, Function<R, T> shown) {
        Predicate<R> wanted = row -> key.apply(row).compareTo(request.after()) > 0;
        return cut(all.stream().filter(wanted).limit(request.rows()).toList(), request, key, shown);
    }

    private static String address(Request request, String next) {
        return ServletUriComponentsBuilder.fromCurrentRequest()
                .scheme(null)
                .host(null)
                .port(null)
                .replaceQueryParam("n", request.limit())
                .replaceQueryParam("last", "{last}")
                .encode()
                .buildAndExpand(next)
                .toUriString();
    }
}
