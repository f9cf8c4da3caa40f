package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import java.util.Comparator;
import java.util.List;

/** How deleted manifests hang together. */
final class TrashFamilies {

    private final Database database;

    TrashFamilies(Database database) {
        this.database = database;
    }

    /** In order. Each once; if SQLite saw to that, it would read what is deleted in its order. */
    List<Digest> belongingTo(RepositoryId repository, Digest digest) {
        return database
                .sql()
                .sql("""
                    SELECT t.digest FROM trash t JOIN trash_child c
                    ON c.repository_id = t.repository_id AND c.child = t.digest
                    WHERE c.repository_id = :repository AND c.parent = :digest
                    UNION ALL
                    SELECT digest FROM trash WHERE repository_id = :repository AND subject_digest = :digest
                    """)
                .param("repository", repository.value())
                .param("digest", digest.toString())
                .query((row, n) -> Digest.parse(row.getString(1)))
                .list()
                .stream()
                .distinct()
                .sorted(Comparator.comparing(Digest::toString))
                .toList();
    }

    /** What belongs to a deleted manifest may go for good only after it, or half of it could be restored in between. */
    void keepWhole(RepositoryId repository, Digest digest) {
        for (Digest belonging : belongingTo(repository, digest)) {
            if (isPutOff(repository, belonging, digest)) {
                keepWhole(repository, belonging);
            }
        }
    }

    private boolean isPutOff(RepositoryId repository, Digest belonging, Digest digest) {
        return database.sql()
                        .sql("""
                            UPDATE trash SET purge_after = (
                                SELECT f.purge_after + 1 FROM trash f
                                WHERE f.repository_id = :repository AND f.digest = :digest)
                            WHERE repository_id = :repository AND digest = :belonging AND purge_after <= (
                                SELECT f.purge_after FROM trash f
                                WHERE f.repository_id = :repository AND f.digest = :digest)
                            """)
                        .param("repository", repository.value())
                        .param("digest", digest.toString())
                        .param("belonging", belonging.toString())
                        .update()
                == 1;
    }
}
