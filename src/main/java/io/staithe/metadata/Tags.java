package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.TagHistory.Action;
import io.staithe.metadata.TagHistory.Cause;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import java.util.List;
import java.util.Optional;

/** The table {@code tag}. Each change is recorded in the history. */
public final class Tags {

    private final Database database;
    private final Repositories repositories;
    private final ManifestHeads heads;
    private final TagHistory history;
    private final QuotaLedger ledger;
    private final RowCache<RowKey, Digest> digests;

    /** @param cachedRows that are kept in memory, at most */
    Tags(
            Database database,
            Repositories repositories,
            ManifestHeads heads,
            TagHistory history,
            QuotaLedger ledger,
            int cachedRows) {
        this.database = database;
        this.repositories = repositories;
        this.heads = heads;
        this.history = history;
        this.ledger = ledger;
        this.digests = new RowCache<RowKey, Digest>(database, cachedRows)
                .of("tag", List.of("repository_id", "name"), RowKey::of);
    }

    /** The manifest that a tag names. One statement; with rows in memory none, or one for each that is not there. */
    public Optional<ManifestHead> find(RepositoryName repository, Tag tag) {
        return digests.isExact()
                ? repositories.find(repository).flatMap(id -> find(repository, id, tag))
                : read(repository, tag);
    }

    /** A tag can leave a manifest that is then deleted, both after the first look: one statement sees one state. */
    private Optional<ManifestHead> find(RepositoryName name, RepositoryId repository, Tag tag) {
        return digests.get(RowKey.of(repository, tag.value()), () -> read(repository, tag))
                .flatMap(digest -> heads.find(repository, digest).or(() -> read(name, tag)));
    }

    private Optional<Digest> read(RepositoryId repository, Tag tag) {
        return database.sql()
                .sql("SELECT digest FROM tag WHERE repository_id = ? AND name = ?")
                .params(repository.value(), tag.value())
                .query((row, n) -> Digest.parse(row.getString(1)))
                .optional();
    }

    private Optional<ManifestHead> read(RepositoryName repository, Tag tag) {
        return database.sql()
                .sql("""
                    SELECT r.id, m.digest, m.media_type, m.size
                    FROM repository r
                    JOIN tag t ON t.repository_id = r.id
                    JOIN manifest m ON m.repository_id = r.id AND m.digest = t.digest
                    WHERE r.name = ? AND t.name = ?
                    """)
                .params(repository.value(), tag.value())
                .query(ManifestHead::of)
                .optional();
    }

    /** Where the tag points, until this transaction moves it. The tag must be locked. */
    public Optional<Digest> current(RepositoryId repository, Tag tag) {
        return database.sql()
                .sql("SELECT digest FROM tag WHERE repository_id = ? AND name = ?" + database.forUpdate())
                .params(repository.value(), tag.value())
                .query((row, n) -> Digest.parse(row.getString(1)))
                .optional();
    }

    /** Until this transaction has ended, nobody moves or removes a tag that the manifest, locked by its name, has now. */
    public List<Tag> lockAllOf(RepositoryId repository, Digest manifest) {
        return database.sql()
                .sql("SELECT name FROM tag WHERE repository_id = ? AND digest = ? ORDER BY name" + database.forUpdate())
                .params(repository.value(), manifest.toString())
                .query((row, n) -> Tag.parse(row.getString(1)))
                .list();
    }

    /** Points the tag, which must be locked, at a manifest of the repository. @return where it pointed before */
    public Optional<Digest> set(RepositoryId repository, Tag tag, Digest digest, Cause cause) {
        Optional<Digest> before = current(repository, tag);
        database.sql()
                .sql("""
                    INSERT INTO tag (repository_id, name, digest, updated_at) VALUES (?, ?, ?, staithe_now())
                    ON CONFLICT (repository_id, name)
                    DO UPDATE SET digest = excluded.digest, updated_at = excluded.updated_at
                    """)
                .params(repository.value(), tag.value(), digest.toString())
                .update();
        if (before.isEmpty()) {
            ledger.changedTags(repository, 1);
        }
        if (!before.equals(Optional.of(digest))) {
            history.record(repository, tag.value(), digest, before.orElse(null), cause);
        }
        return before;
    }

    /** @return what the tag pointed at; empty if there is no such tag */
    public Optional<Digest> delete(RepositoryId repository, Tag tag, Cause cause) {
        Optional<Digest> deleted = database.sql()
                .sql("DELETE FROM tag WHERE repository_id = ? AND name = ? RETURNING digest")
                .params(repository.value(), tag.value())
                .query((row, n) -> Digest.parse(row.getString(1)))
                .optional();
        deleted.ifPresent(digest -> {
            ledger.changedTags(repository, -1);
            history.record(repository, tag.value(), null, digest, cause);
        });
        return deleted;
    }

    /**
     * Deletes all tags of a manifest that is about to be deleted.
     *
     * @param by the subject or address that deletes it
     * @return those that there were
     */
    public List<Tag> deleteAllOf(RepositoryId repository, Digest manifest, String by) {
        List<String> names = database.sql()
                .sql("DELETE FROM tag WHERE repository_id = ? AND digest = ? RETURNING name")
                .params(repository.value(), manifest.toString())
                .query((row, n) -> row.getString(1))
                .list();
        ledger.changedTags(repository, -names.size());
        history.recordGone(repository, names, manifest, new Cause(Action.MANIFEST, by));
        return names.stream().map(Tag::parse).toList();
    }

    /**
     * Tags in ASCII order.
     *
     * @param after tags up to and including this one are left out; empty for the first page
     */
    public List<String> page(RepositoryName repository, String after, int limit) {
        return database.sql()
                .sql("""
                    SELECT t.name FROM repository r JOIN tag t ON t.repository_id = r.id
                    WHERE r.name = ? AND t.name > ? ORDER BY t.name LIMIT ?
                    """)
                .params(repository.value(), after, limit)
                .query((row, n) -> row.getString(1))
                .list();
    }
}
