package io.staithe.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthoritiesTest {

    @Test
    void aFileWithoutCertificatesIsRefusedByItsName(@TempDir Path folder) throws IOException {
        require(folder.resolve("missing"), "cannot be read");
        require(Files.writeString(folder.resolve("empty"), ""), "no certificate");
        require(Files.writeString(folder.resolve("text"), "hello"), "something else");
    }

    private static void require(Path file, String words) {
        assertThatThrownBy(() -> Authorities.trusted(file))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(words);
    }
}
