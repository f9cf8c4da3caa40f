package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.oci.RepositoryName;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The table {@code repository}. */
public final class Repositories {

    private final Database database;
    private final Clock clock;

    public Repositories(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The key of a repository's row. */
    public record RepositoryId(long value) {}

    public Optional<RepositoryId> find(RepositoryName name) {
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

    private RepositoryId create(RepositoryName name) {
        long id = database.sql()
                .sql("""
                    INSERT INTO repository (name, created_at) VALUES (?, ?)
                    ON CONFLICT (name) DO UPDATE SET name = excluded.name
                    RETURNING id
                    """)
                .params(name.value(), clock.millis())
                .query(Long.class)
                .single();
        return new RepositoryId(id);
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
                    WHERE r.name > ? AND EXISTS (SELECT 1 FROM manifest m WHERE m.repository_id = r.id)
                    ORDER BY r.name LIMIT ?
                    """)
                .params(after, limit)
                .query((row, n) -> new RepositoryName(row.getString(1)))
                .list();
    }
}
