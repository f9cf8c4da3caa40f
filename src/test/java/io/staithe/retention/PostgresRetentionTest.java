package io.staithe.retention;

import io.staithe.testing.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PostgresRetentionTest extends RetentionCases {

    PostgresRetentionTest(@TempDir Path data) {
        super(data, TestPostgres.create());
    }
}
