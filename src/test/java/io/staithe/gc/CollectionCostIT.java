package io.staithe.gc;

import static io.staithe.testing.ManyRows.digest;
import static io.staithe.testing.ManyRows.insert;
import static io.staithe.testing.ManyRows.key;
import static io.staithe.testing.ManyRows.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.testing.ManyRows;
import io.staithe.testing.RecordedCalls;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cost of a collection is that of what became garbage, not of what is stored. */
class CollectionCostIT {

    private static final Logger log = LoggerFactory.getLogger(CollectionCostIT.class);

    private static final int GARBAGE = 1000;

    @Test
    void theSameGarbageCostsTheSameAmongAMillionBlobs(@TempDir Path few, @TempDir Path many) throws IOException {
        assertThat(collect(many, 1_000_000)).isEqualTo(collect(few, 10_000));
    }

    /** @return statements that it took */
    private static long collect(Path data, int stored) throws IOException {
        try (TestRegistry registry = TestRegistry.startWith(
                List.of(RecordedCalls.class),
                data,
                "staithe.gc.interval=1h",
                "staithe.scrub.period=0s",
                "staithe.database.statement-timeout=10m",
                "staithe.gc.rows-per-second=0",
                "staithe.access.refresh=1h")) {
            Database database = registry.bean(Database.class);
            fill(database, stored);
            RecordedCalls calls = registry.bean(RecordedCalls.class);
            calls.forget();
            long begin = System.nanoTime();
            new DueTasks(registry.beans()).run(ReviewCollection.NAME);
            log.warn(
                    "{} of {} blobs collected in {} ms",
                    GARBAGE,
                    stored,
                    Duration.ofNanos(System.nanoTime() - begin).toMillis());
            assertThat(database.sql()
                            .sql("SELECT count(*) FROM garbage")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(GARBAGE);
            return calls.statements().stream()
                    .filter(sql -> !sql.contains("lease"))
                    .count();
        }
    }

    /** One repository, a manifest for each hundred blobs that stay; the last ones are named by none. */
    private static void fill(Database database, int stored) {
        String blob = digest("b", "i");
        new ManyRows(database)
                .fill(List.of(
                        "INSERT INTO repository (name, created_at) VALUES ('app', 0)",
                        insert(
                                "manifest (repository_id, digest, media_type, annotations, size, content, created_at)",
                                0,
                                stored / 100 + 1,
                                "SELECT r.id, " + digest("a", "i")
                                        + ", 'a/b', '{}', 2, CAST('{}' AS %s), 0 FROM n, repository r"
                                                .formatted(database.isShared() ? "bytea" : "BLOB")),
                        insert(
                                "blob (digest, size, storage_key, created_at)",
                                0,
                                stored,
                                "SELECT " + blob + ", 1, " + key("i") + ", 0 FROM n"),
                        "INSERT INTO repository_blob (repository_id, digest) SELECT r.id, b.digest FROM blob b, repository r",
                        insert("manifest_blob", 0, stored - GARBAGE, named(digest("a", "i / 100"), blob)),
                        insert(
                                "review (kind, repository_id, digest, review_after)",
                                stored - GARBAGE,
                                stored,
                                "SELECT 'blob', r.id, " + blob + ", 0 FROM n, repository r")));
    }
}
