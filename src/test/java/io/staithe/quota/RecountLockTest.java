package io.staithe.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.database.Database;
import io.staithe.testing.Answer;
import io.staithe.testing.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recount wants tables for itself. If it held one of them while it waits, two recounts would wait for each other. */
class RecountLockTest {

    private static final String WAITING =
            "SELECT count(*) FROM pg_locks WHERE relation = 'quota'::regclass AND NOT granted";

    private static final String HELD = """
        SELECT count(*) FROM pg_locks WHERE granted AND pid IN (SELECT pid FROM pg_locks WHERE NOT granted)
        AND relation IN ('quota'::regclass, 'quota_repository'::regclass, 'quota_share'::regclass)
        """;

    @Test
    void aRecountThatWaitsForAPushHoldsNothing(@TempDir Path data) throws ExecutionException, InterruptedException {
        try (QuotaRegistry quotas = QuotaRegistry.start(
                        data, List.of("team bytes=9KB"), "spring.datasource.url=" + TestPostgres.create());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Database database = quotas.database();
            Future<Answer> recount = database.write(() -> {
                assertThat(count(database, "SELECT count(*) FROM quota")).isOne();
                Future<Answer> asked = threads.submit(() -> quotas.client().ask("POST /api/v1/quotas/team/recount"));
                await().until(() -> count(database, WAITING) == 1);
                assertThat(count(database, HELD)).isZero();
                return asked;
            });
            recount.get().expect(200);
            quotas.client().ask("POST /api/v1/quotas/none/recount").expect(404);
        }
    }

    private static long count(Database database, String sql) {
        return database.sql().sql(sql).query(Long.class).single();
    }
}
