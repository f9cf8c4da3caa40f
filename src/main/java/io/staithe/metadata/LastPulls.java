package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The table {@code last_pull}. A manifest that goes takes its row along. */
public final class LastPulls {

    private final Database database;

    LastPulls(Database database) {
        this.database = database;
    }

    /** A manifest that somebody was sent. */
    public record Pulled(RepositoryId repository, Digest digest) {}

    /** Writes down that the manifests were pulled about now. Those that are gone are left out. Only within a transaction. */
    public void record(Collection<Pulled> pulled) {
        List<Object[]> rows = pulled.stream()
                .sorted(Comparator.<Pulled>comparingLong(one -> one.repository().value())
                        .thenComparing(one -> one.digest().toString()))
                .map(one -> new Object[] {one.repository().value(), one.digest().toString()})
                .toList();
        database.batch("""
            INSERT INTO last_pull (repository_id, digest, pulled_at)
            SELECT repository_id, digest, staithe_now() FROM manifest WHERE repository_id = ? AND digest = ?%s
            ON CONFLICT (repository_id, digest) DO UPDATE SET pulled_at = excluded.pulled_at
            """.formatted(database.forKeyShare()), rows);
    }
}
