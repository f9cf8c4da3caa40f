package io.staithe.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.database.Database;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestPostgres;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** This version on the schema of a later one, as after a rollback and, with PostgreSQL, in a rolling update. */
class RollbackTest {

    enum Kind {
        SQLITE,
        POSTGRESQL;

        String url(Path data) {
            return this == SQLITE ? "jdbc:sqlite:" + data.resolve("staithe.db") : TestPostgres.database(data);
        }
    }

    @TempDir
    private Path data;

    private TestRegistry start(Kind kind) {
        return TestRegistry.start(
                data,
                "spring.datasource.url=" + kind.url(data),
                "staithe.access.anonymous=push",
                "staithe.access.admin-password=" + Stock.PASSWORD,
                "staithe.gc.interval=100ms",
                "staithe.gc.delete-delay=0s");
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaThatWasOnlyAddedToIsWorkedOn(Kind kind) throws SQLException {
        Stock before;
        try (TestRegistry registry = start(kind)) {
            before = Stock.push(registry.client(), "before");
        }
        LaterSchema.make(kind.url(data), "later");
        try (TestRegistry registry = start(kind)) {
            RegistryClient client = registry.client();
            before.requireAllIn(client);
            before.finishUploads(client);
            Stock after = Stock.push(client, "after");
            after.requireAllIn(client);
            before.withoutUploads().requireAllIn(client);
            requireThatGarbageIsSwept(registry);
        }
    }

    /** The loser of two pushes of one blob is garbage, and a background task has to take it away. */
    private static void requireThatGarbageIsSwept(TestRegistry registry) {
        RegistryClient client = registry.client();
        client.pushImage("after/swept", "1", "twice");
        client.pushImage("after/swept", "2", "twice");
        Database database = registry.bean(Database.class);
        Awaitility.await()
                .untilAsserted(() -> assertThat(database.sql()
                                .sql("SELECT count(*) FROM garbage")
                                .query(Long.class)
                                .single())
                        .isZero());
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaThatNeedsALaterVersionIsRefusedWithBothVersions(Kind kind) throws SQLException {
        start(kind).close();
        LaterSchema.make(kind.url(data), "later since 998");
        assertThatThrownBy(() -> start(kind))
                .hasStackTraceContaining("schema version " + LaterSchema.VERSION)
                .hasStackTraceContaining("it takes one that knows version 998")
                .hasStackTraceContaining("this one knows versions up to ");
    }
}
