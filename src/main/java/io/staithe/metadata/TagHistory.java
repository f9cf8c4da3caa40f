package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code tag_history}: each time that a tag was set, moved or removed. */
public final class TagHistory {

    private static final String INSERT = """
        INSERT INTO tag_history (repository_id, name, digest, previous, changed_by, action, changed_at)
        VALUES (?, ?, %s, ?, ?, ?, staithe_now())
        """;

    private final Database database;

    TagHistory(Database database) {
        this.database = database;
    }

    /** What moves tags. */
    public enum Action {
        PUSH,
        DELETE,
        /** The tag went with its manifest. */
        MANIFEST,
        RESTORE;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Why a tag is moved.
     *
     * @param by the subject or address
     */
    public record Cause(Action action, String by) {}

    /**
     * A line of the history.
     *
     * @param to what the tag pointed at from then on; empty if it was removed
     * @param from what it pointed at before; empty if there was no such tag
     * @param cause empty if it is older than the history of causes
     */
    public record Move(Instant at, Optional<Digest> from, Optional<Digest> to, Optional<Cause> cause) {}

    void record(RepositoryId repository, String tag, @Nullable Digest digest, @Nullable Digest previous, Cause cause) {
        database.sql()
                .sql(INSERT.formatted("?"))
                .param(repository.value())
                .param(tag)
                .param(Rows.text(digest))
                .param(Rows.text(previous))
                .param(cause.by())
                .param(cause.action().column())
                .update();
    }

    /** The tags are there no longer. */
    void recordGone(RepositoryId repository, List<String> tags, Digest previous, Cause cause) {
        database.batch(
                INSERT.formatted("NULL"),
                tags.stream()
                        .map(tag -> new Object[] {
                            repository.value(),
                            tag,
                            previous.toString(),
                            cause.by(),
                            cause.action().column()
                        })
                        .toList());
    }

    /** The latest moves of a tag, the last one first. */
    public List<Move> moves(RepositoryName repository, Tag tag, int limit) {
        return database.sql()
                .sql("""
                    SELECT h.changed_at, h.previous, h.digest, h.action, h.changed_by
                    FROM repository r JOIN tag_history h ON h.repository_id = r.id
                    WHERE r.name = ? AND h.name = ? ORDER BY h.id DESC LIMIT ?
                    """)
                .params(repository.value(), tag.value(), limit)
                .query(TagHistory::move)
                .list();
    }

    private static Move move(ResultSet row, int number) throws SQLException {
        String action = row.getString(4);
        String by = row.getString(5);
        return new Move(
                Instant.ofEpochMilli(row.getLong(1)),
                Optional.ofNullable(row.getString(2)).map(Digest::parse),
                Optional.ofNullable(row.getString(3)).map(Digest::parse),
                action == null || by == null
                        ? Optional.empty()
                        : Optional.of(new Cause(Action.valueOf(action.toUpperCase(Locale.ROOT)), by)));
    }

    /** What a tag pointed at; empty if there was no such tag then. */
    public Optional<Digest> at(RepositoryId repository, Tag tag, Instant moment) {
        return database.sql()
                .sql("""
                    SELECT digest FROM tag_history
                    WHERE repository_id = ? AND name = ? AND changed_at <= ? ORDER BY id DESC LIMIT 1
                    """)
                .params(repository.value(), tag.value(), moment.toEpochMilli())
                .query((row, n) -> Optional.ofNullable(row.getString(1)).map(Digest::parse))
                .optional()
                .flatMap(digest -> digest);
    }

    /** A tag that is not there, and what it pointed at last. */
    public record Removed(Tag tag, Digest digest) {}

    /**
     * Tags that were removed from a moment on and not set again, and whose manifest is there, in ASCII order.
     *
     * @param after tags up to and including this one are left out; empty for the first page
     */
    public List<Removed> removed(RepositoryId repository, Instant since, String after, int limit) {
        return database.sql()
                .sql("""
                    SELECT h.name, h.previous FROM tag_history h
                    JOIN manifest m ON m.repository_id = h.repository_id AND m.digest = h.previous
                    WHERE h.repository_id = ? AND h.name > ? AND h.digest IS NULL AND h.changed_at >= ?
                    AND h.id = (SELECT max(l.id) FROM tag_history l
                                WHERE l.repository_id = h.repository_id AND l.name = h.name)
                    ORDER BY h.name LIMIT ?
                    """)
                .params(repository.value(), after, since.toEpochMilli(), limit)
                .query((row, n) -> new Removed(Tag.parse(row.getString(1)), Digest.parse(row.getString(2))))
                .list();
    }

    /** Tags that went with a manifest and were not set again since. */
    public List<Tag> goneWith(RepositoryId repository, Digest manifest) {
        return database.sql()
                .sql("""
                    SELECT h.name FROM tag_history h
                    WHERE h.repository_id = ? AND h.previous = ? AND h.action = 'manifest'
                    AND h.id = (SELECT max(l.id) FROM tag_history l
                                WHERE l.repository_id = h.repository_id AND l.name = h.name)
                    ORDER BY h.name
                    """)
                .params(repository.value(), manifest.toString())
                .query((row, n) -> Tag.parse(row.getString(1)))
                .list();
    }
}
