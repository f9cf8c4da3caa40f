package io.staithe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.Answer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows the pages of a list as clients do. */
final class Pages {

    private static final Pattern LINK = Pattern.compile("<(/v2/[^>]+)>; rel=\"next\"");

    private Pages() {}

    /** Where the next page is; empty if this is the last one. */
    static Optional<String> next(Answer page) {
        return page.optionalHeader("Link").map(link -> {
            Matcher matcher = LINK.matcher(link);
            assertThat(matcher.matches()).as(link).isTrue();
            return matcher.group(1);
        });
    }
}
