package io.staithe.api;

import io.staithe.api.Asks.Right;
import io.staithe.manifest.Restores;
import io.staithe.manifest.Restores.Past;
import io.staithe.metadata.TagHistory;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/tags}: where a tag was, and who moved it. */
@RestController
@RequestMapping(path = "/api/v1/tags", produces = "application/json")
class TagResource {

    private static final int MOST_MOVES = 1000;

    private final Restores restores;
    private final TagHistory history;

    TagResource(Restores restores, TagHistory history) {
        this.restores = restores;
        this.history = history;
    }

    /**
     * Where a tag was in a moment.
     *
     * @param digest null if there was no such tag
     * @param state of the manifest now: {@code there}, {@code trash} or {@code gone}; {@code none} if there was no such tag
     */
    record ShownPast(@Nullable String digest, String state) {

        static ShownPast of(Past past) {
            return switch (past) {
                case Past.NoTag() -> new ShownPast(null, "none");
                case Past.There(var digest) -> new ShownPast(digest.toString(), "there");
                case Past.InTrash(var digest) -> new ShownPast(digest.toString(), "trash");
                case Past.Gone(var digest) -> new ShownPast(digest.toString(), "gone");
            };
        }
    }

    /**
     * A time that a tag was set, moved or removed.
     *
     * @param from null if there was no such tag before
     * @param to null if it was removed
     * @param action {@code push}, {@code delete}, {@code manifest} (it went with its manifest) or {@code restore}
     * @param by the subject or address
     */
    record ShownMove(
            Instant at,
            @Nullable String from,
            @Nullable String to,
            @Nullable String action,
            @Nullable String by) {

        static ShownMove of(TagHistory.Move move) {
            return new ShownMove(
                    move.at(),
                    move.from().map(Digest::toString).orElse(null),
                    move.to().map(Digest::toString).orElse(null),
                    move.cause()
                            .map(cause -> cause.action().name().toLowerCase(Locale.ROOT))
                            .orElse(null),
                    move.cause().map(TagHistory.Cause::by).orElse(null));
        }
    }

    /** The latest moves, the last one first. */
    record ShownHistory(List<ShownMove> items) {}

    @Asks(value = Right.ADMINISTRATOR, to = "read a tag as of a moment")
    @GetMapping("/{tag}")
    ShownPast at(
            @PathVariable String tag,
            @RequestParam String repository,
            @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) Instant at) {
        return ShownPast.of(restores.at(RepositoryName.parse(repository), Tag.parse(tag), at));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "see who moved a tag, when, from where and to where")
    @GetMapping("/{tag}/history")
    ShownHistory history(@PathVariable String tag, @RequestParam String repository) {
        return new ShownHistory(history.moves(RepositoryName.parse(repository), Tag.parse(tag), MOST_MOVES).stream()
                .map(ShownMove::of)
                .toList());
    }
}
