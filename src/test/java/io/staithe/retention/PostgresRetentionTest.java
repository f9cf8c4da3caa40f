package io.staithe.retention;

import io.staithe.database.Database;
import io.staithe.testing.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PostgresRetentionTest extends RetentionCases {

    PostgresRetentionTest(@TempDir Path data) {
        super(data, TestPostgres.create());
    }

    @Override
    long locks(Database database) {
        return database.sql()
                .sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
                .query(Long.class)
                .single();
    }
}
