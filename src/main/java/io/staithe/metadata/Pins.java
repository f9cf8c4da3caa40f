package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import io.staithe.oci.Reference;
import io.staithe.oci.RepositoryName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code pin}: tags and manifests that nothing removes, by whose word and why. */
public final class Pins {

    private static final String COLUMNS = "SELECT reference, reason, pinned_by, pinned_at FROM pin ";

    /** Keeps the number of statement parameters far below both databases' limits. */
    private static final int LOOKUP_CHUNK = 500;

    private final Database database;

    Pins(Database database) {
        this.database = database;
    }

    /** @param by the subject or address */
    public record Pin(Reference reference, String reason, String by, Instant at) {

        /** As the end of a sentence about what is pinned. */
        public String words() {
            return "pinned by %s on %s: %s".formatted(by, at, reason);
        }
    }

    /** What is pinned must be there, and locked. A pin that is there already gets the new reason. */
    public void put(RepositoryId repository, Reference reference, String reason, String by) {
        database.sql()
                .sql("""
                    INSERT INTO pin (repository_id, reference, reason, pinned_by, pinned_at)
                    VALUES (?, ?, ?, ?, staithe_now())
                    ON CONFLICT (repository_id, reference)
                    DO UPDATE SET reason = excluded.reason, pinned_by = excluded.pinned_by,
                                  pinned_at = excluded.pinned_at
                    """)
                .params(repository.value(), reference.toString(), reason, by)
                .update();
    }

    /** @return false if there is no such pin */
    public boolean remove(RepositoryId repository, Reference reference) {
        return database.sql()
                        .sql("DELETE FROM pin WHERE repository_id = ? AND reference = ?")
                        .params(repository.value(), reference.toString())
                        .update()
                == 1;
    }

    public Optional<Pin> find(RepositoryId repository, Reference reference) {
        return database.sql()
                .sql(COLUMNS + "WHERE repository_id = ? AND reference = ?")
                .params(repository.value(), reference.toString())
                .query(Pins::pin)
                .optional();
    }

    /** A pin of one of the references. */
    public Optional<Pin> any(RepositoryId repository, List<? extends Reference> references) {
        for (int from = 0; from < references.size(); from += LOOKUP_CHUNK) {
            Optional<Pin> found = database
                    .sql()
                    .sql(COLUMNS + "WHERE repository_id = :repository AND reference IN (:references)")
                    .param("repository", repository.value())
                    .param(
                            "references",
                            references.subList(from, Math.min(references.size(), from + LOOKUP_CHUNK)).stream()
                                    .map(Object::toString)
                                    .toList())
                    .query(Pins::pin)
                    .list()
                    .stream()
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The pins of a manifest and of tags that it has. */
    public List<Pin> of(RepositoryId repository, Digest digest) {
        return database.sql()
                .sql(COLUMNS + """
                    WHERE repository_id = :repository AND (reference = :digest OR reference IN (
                        SELECT name FROM tag WHERE repository_id = :repository AND digest = :digest))
                    ORDER BY reference
                    """)
                .param("repository", repository.value())
                .param("digest", digest.toString())
                .query(Pins::pin)
                .list();
    }

    /** @param after references up to and including this one are left out; empty for the first page */
    public List<Pin> page(RepositoryName repository, String after, int limit) {
        return database.sql()
                .sql(COLUMNS + """
                    WHERE repository_id = (SELECT id FROM repository WHERE name = ?) AND reference > ?
                    ORDER BY reference LIMIT ?
                    """)
                .params(repository.value(), after, limit)
                .query(Pins::pin)
                .list();
    }

    private static Pin pin(ResultSet row, int number) throws SQLException {
        return new Pin(
                Reference.parse(row.getString(1)),
                row.getString(2),
                row.getString(3),
                Instant.ofEpochMilli(row.getLong(4)));
    }
}
