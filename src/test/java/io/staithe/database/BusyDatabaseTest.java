package io.staithe.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load below which a busy database is nobody's business but its own. */
class BusyDatabaseTest {

    private static final int CLIENTS = 64;
    private static final int TRANSACTIONS_EACH = 20;

    @Test
    void sixtyFourWritersAndAsManyReadersMeetNoError(@TempDir Path folder) throws Exception {
        try (SqliteDatabase sqlite = SqliteDatabase.open(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                clients.add(threads.submit(() -> write(sqlite, number)));
                clients.add(threads.submit(() -> read(sqlite)));
            }
            for (Future<?> client : clients) {
                finish(client);
            }
            assertThat(sqlite.count()).isEqualTo(CLIENTS * TRANSACTIONS_EACH);
        }
    }

    private static void write(SqliteDatabase sqlite, int client) {
        for (int i = 0; i < TRANSACTIONS_EACH; i++) {
            String word = client + "/" + i;
            sqlite.database().write(() -> sqlite.count() + sqlite.add(word));
        }
    }

    private static void read(SqliteDatabase sqlite) {
        long before = 0;
        for (int i = 0; i < TRANSACTIONS_EACH; i++) {
            long count = sqlite.count();
            assertThat(count).isGreaterThanOrEqualTo(before);
            before = count;
        }
    }

    private static void finish(Future<?> client) throws InterruptedException {
        try {
            client.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a client met an error", e.getCause());
        }
    }
}
