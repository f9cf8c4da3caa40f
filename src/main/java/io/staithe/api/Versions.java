package io.staithe.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.oci.Algorithm;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Entity tags, RFC 9110, section 8.8.3: a change is made only to what its author has seen. */
final class Versions {

    private static final int TAG_BYTES = 16;

    private Versions() {}

    /** The entity tag of a resource that has these properties. */
    static String tag(Object... properties) {
        byte[] hash = Algorithm.SHA256
                .newMessageDigest()
                .digest(Arrays.deepToString(properties).getBytes(UTF_8));
        return '"' + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
    }

    /**
     * Whether a resource still is what the header {@code If-Match} says.
     *
     * @throws Problem if the request does not say it
     */
    static <T> Predicate<T> matching(@Nullable String ifMatch, Function<T, String> tag) {
        if (ifMatch == null) {
            throw new Problem(
                    HttpStatus.PRECONDITION_REQUIRED,
                    "say by the header If-Match which ETag the resource had when you read it, or '*' for any");
        }
        return resource -> Arrays.stream(ifMatch.split(",", -1))
                .map(String::strip)
                .anyMatch(wanted -> wanted.equals("*") || wanted.equals(tag.apply(resource)));
    }
}
