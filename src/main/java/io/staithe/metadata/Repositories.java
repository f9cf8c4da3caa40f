package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Reference;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** The table {@code repository}. */
public final class Repositories {

    /** So many locks all digests of a repository share: a transaction may need those of thousands. */
    private static final int DIGEST_LOCKS = 256;

    private final Database database;
    private final QuotaLedger ledger;
    private final RowCache<String, RepositoryId> ids;

    /** @param cachedRows that are kept in memory, at most */
    Repositories(Database database, QuotaLedger ledger, int cachedRows) {
        this.database = database;
        this.ledger = ledger;
        this.ids = new RowCache<String, RepositoryId>(database, cachedRows)
                .of("repository", List.of("name"), List::getFirst);
    }

    /** The key of a repository's row. */
    public record RepositoryId(long value) {}

    public Optional<RepositoryId> find(RepositoryName name) {
        return ids.get(name.value(), () -> read(name));
    }

    /** @throws RegistryException {@code NAME_UNKNOWN} if there is none of this name */
    public RepositoryId require(RepositoryName name) {
        return find(name)
                .orElseThrow(() -> new RegistryException(ErrorCode.NAME_UNKNOWN, "there is no repository " + name));
    }

    private Optional<RepositoryId> read(RepositoryName name) {
        return database.sql()
                .sql("SELECT id FROM repository WHERE name = ?")
                .param(name.value())
                .query(Long.class)
                .optional()
                .map(RepositoryId::new);
    }

    /** A push creates the repository that it names. */
    public RepositoryId findOrCreate(RepositoryName name) {
        return find(name).orElseGet(() -> create(name));
    }

    /**
     * Until this transaction has ended, no other one moves the tag or judges what is there. Locks are taken in one order, or
     * two transactions wait for each other: all tags, a tag, a digest; then rows, those of tags before those of manifests.
     */
    public void lock(RepositoryId repository, Reference reference) {
        switch (reference) {
            case Tag tag -> database.lockPart(allTags(repository), repository.value() + " " + tag);
            case Digest digest ->
                database.lock(repository.value() + " #"
                        + Math.floorMod(digest.toString().hashCode(), DIGEST_LOCKS));
        }
    }

    /** As {@link #lock} of every tag that there is or could be. The first that a transaction locks. */
    public void lockTags(RepositoryId repository) {
        database.lock(allTags(repository));
    }

    private static String allTags(RepositoryId repository) {
        return "tags of " + repository.value();
    }

    private RepositoryId create(RepositoryName name) {
        long id = database.sql().sql("""
                    INSERT INTO repository (name, created_at) VALUES (?, staithe_now())
                    ON CONFLICT (name) DO UPDATE SET name = excluded.name
                    RETURNING id
                    """).param(name.value()).query(Long.class).single();
        RepositoryId repository = new RepositoryId(id);
        ledger.created(repository, name);
        return repository;
    }

    /** All repositories, also empty ones, in the order of their keys, that come after one. */
    SequencedMap<RepositoryId, RepositoryName> all(RepositoryId after, int limit) {
        SequencedMap<RepositoryId, RepositoryName> found = new LinkedHashMap<>();
        database.sql()
                .sql("SELECT id, name FROM repository WHERE id > ? ORDER BY id LIMIT ?")
                .params(after.value(), limit)
                .query(row -> {
                    found.put(new RepositoryId(row.getLong(1)), new RepositoryName(row.getString(2)));
                });
        return found;
    }

    /**
     * Repositories with at least one manifest, in ASCII order.
     *
     * @param after names up to and including this one are left out; empty for the first page
     */
    public List<RepositoryName> page(String after, int limit) {
        return database.sql()
                .sql("""
                    SELECT r.name FROM repository r
                    WHERE r.name > ? AND (SELECT 1 FROM manifest m WHERE m.repository_id = r.id LIMIT 1) = 1
                    ORDER BY r.name LIMIT ?
                    """)
                .params(after, limit)
                .query((row, n) -> new RepositoryName(row.getString(1)))
                .list();
    }
}
