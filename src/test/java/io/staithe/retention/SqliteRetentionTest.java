package io.staithe.retention;

import io.staithe.database.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteRetentionTest extends RetentionCases {

    SqliteRetentionTest(@TempDir Path data) {
        super(data, "jdbc:sqlite:" + data.resolve("staithe.db"));
    }

    @Override
    long locks(Database database) {
        return 0;
    }
}
