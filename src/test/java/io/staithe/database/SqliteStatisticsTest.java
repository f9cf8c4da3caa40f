package io.staithe.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQLite takes no notice of figures of what is not there, and does not say so. */
class SqliteStatisticsTest {

    /** @param numbers rows, and then one for each column of the index */
    private record Figures(String table, String index, int numbers) {}

    @Test
    void allFiguresAreOfIndexesThatThereAreWithTheirColumns(@TempDir Path folder) throws IOException {
        try (OfflineDatabase offline = OfflineDatabase.open(folder.toString(), "", "", false)) {
            offline.migrate();
            JdbcClient sql = offline.database().sql();
            List<Figures> all = sql.sql("SELECT tbl, idx, stat FROM sqlite_stat1")
                    .query((row, n) -> new Figures(
                            row.getString(1), row.getString(2), row.getString(3).split(" ", -1).length))
                    .list();
            assertThat(all)
                    .hasSizeGreaterThan(20)
                    .allSatisfy(figures -> assertThat(columns(sql, figures))
                            .as(figures.toString())
                            .isEqualTo(figures.numbers() - 1));
        }
    }

    /** Of a table without row ids, the primary key goes by the name of the table. */
    private static int columns(JdbcClient sql, Figures figures) {
        return sql.sql("""
                    SELECT count(*) FROM pragma_index_list(:table) l JOIN pragma_index_info(l.name) c
                    WHERE l.name = :index
                    OR (:index = :table AND l.origin = 'pk' AND (SELECT wr FROM pragma_table_list(:table)) = 1)
                    """)
                .param("table", figures.table())
                .param("index", figures.index())
                .query(Integer.class)
                .single();
    }
}
