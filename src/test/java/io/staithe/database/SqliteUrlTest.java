package io.staithe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.settings.InvalidSettingException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteUrlTest {

    @Test
    void aPlainPathIsTaken() {
        assertThat(SqliteUrl.parse("jdbc:sqlite:./data/../data/staithe.db").file())
                .isEqualTo(Path.of("data/staithe.db").toAbsolutePath());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/staithe",
                "jdbc:sqlite:",
                "jdbc:sqlite: ",
                "jdbc:sqlite::memory:",
                "jdbc:sqlite::resource:x.db",
                "jdbc:sqlite:file:/srv/staithe.db",
                "jdbc:sqlite:/srv/staithe.db?synchronous=OFF",
                "jdbc:sqlite:a\0b",
                "/srv/staithe.db",
                ""
            })
    void everythingElseIsRefusedByName(String url) {
        assertThatThrownBy(() -> SqliteUrl.parse(url))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("spring.datasource.url=" + url)
                .hasMessageContaining("Write 'jdbc:sqlite:' and the path of a file");
    }
}
