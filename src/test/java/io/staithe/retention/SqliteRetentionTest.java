package io.staithe.retention;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteRetentionTest extends RetentionCases {

    SqliteRetentionTest(@TempDir Path data) {
        super(data, "jdbc:sqlite:" + data.resolve("staithe.db"));
    }
}
