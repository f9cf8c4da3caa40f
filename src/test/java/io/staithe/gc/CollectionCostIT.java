package io.staithe.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
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
    private static int collect(Path data, int stored) throws IOException {
        try (TestRegistry registry = TestRegistry.startWith(
                List.of(RecordedCalls.class),
                data,
                "staithe.gc.interval=1h",
                "staithe.scrub.period=0s",
                "staithe.gc.rows-per-second=0",
                "staithe.access.refresh=1h",
                "staithe.storage.type=filesystem",
                "spring.datasource.url=jdbc:sqlite:" + data.resolve("staithe.db"))) {
            Database database = registry.bean(Database.class);
            fill(database, stored);
            RecordedCalls calls = registry.bean(RecordedCalls.class);
            calls.forget();
            long begin = System.nanoTime();
            new DueTasks(registry.beans()).run(ReviewCollection.NAME);
            log.info(
                    "{} of {} blobs collected in {} ms",
                    GARBAGE,
                    stored,
                    Duration.ofNanos(System.nanoTime() - begin).toMillis());
            assertThat(database.sql()
                            .sql("SELECT count(*) FROM garbage")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(GARBAGE);
            return calls.statements().size();
        }
    }

    /** One repository, a manifest for each hundred blobs that stay; the last ones are named by none. */
    private static void fill(Database database, int stored) {
        database.write(() -> {
            execute(database, "INSERT INTO repository (id, name, created_at) VALUES (1, 'app', 0)");
            execute(database, """
                INSERT INTO manifest (repository_id, digest, media_type, annotations, size, content, created_at)
                WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                SELECT 1, 'sha256:' || printf('%%064x', i), 'a/b', '{}', 2, x'7b7d', 0 FROM n
                """.formatted(stored / 100));
            execute(database, """
                INSERT INTO blob (digest, size, storage_key, created_at)
                WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                SELECT 'sha256:' || printf('%%064x', i), 1, printf('%%02x/%%032x', i %% 256, i), 0 FROM n
                """.formatted(stored - 1));
            execute(database, "INSERT INTO repository_blob SELECT 1, digest FROM blob");
            execute(database, """
                INSERT INTO manifest_blob
                WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                SELECT 1, 'sha256:' || printf('%%064x', i / 100), 'sha256:' || printf('%%064x', i) FROM n
                """.formatted(stored - GARBAGE - 1));
            execute(database, """
                INSERT INTO review (kind, repository_id, digest, review_after)
                WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                SELECT 'blob', 1, 'sha256:' || printf('%%064x', i), 0 FROM n
                """.formatted(stored - GARBAGE, stored - 1));
            return null;
        });
    }

    private static void execute(Database database, String sql) {
        database.sql().sql(sql).update();
    }
}
