package io.staithe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.testing.RecordedCalls;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

class SqliteRetentionTest extends RetentionCases {

    /** A step that reads all rows of a large table, or those of one repository. */
    private static final Pattern WHOLE = Pattern.compile("SCAN (blob|manifest|tag|trash|repository_blob)\\w*.*"
            + "|SEARCH \\w+ USING [\\w ]+\\(repository_id=\\?\\)");

    SqliteRetentionTest(@TempDir Path data) {
        super(data, "jdbc:sqlite:" + data.resolve("staithe.db"));
    }

    @Override
    long locks(Database database) {
        return 0;
    }

    /** A repository may have a million tags, and no statement of all the tests but a page of them may cost as much. */
    @AfterAll
    void whatWasAskedOfOneManifestDidNotReadItsRepository() {
        List<String> statements = registry.bean(RecordedCalls.class).statements().stream()
                .distinct()
                .filter(sql -> sql.contains("digest") && !sql.contains("LIMIT"))
                .toList();
        assertThat(statements)
                .isNotEmpty()
                .allSatisfy(sql -> assertThat(plan(sql))
                        .noneMatch(step -> WHOLE.matcher(step).matches()));
    }

    private List<String> plan(String sql) {
        return database.sql()
                .sql("EXPLAIN QUERY PLAN " + sql.replace("?", "'x'"))
                .query((row, n) -> row.getString("detail"))
                .list();
    }
}
