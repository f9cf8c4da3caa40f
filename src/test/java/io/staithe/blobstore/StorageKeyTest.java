package io.staithe.blobstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageKeyTest {

    private static final String ALPHABET = "a0/.\\-_%:~\0 \n*é";
    private static final Path ROOT = Path.of("/store/root");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/..",
                "a/../b",
                "a/./b",
                ".hidden",
                "a/.b",
                "a\\b",
                "a\0b",
                "a b",
                "a\nb",
                "%2e%2e/a",
                "C:a",
                "~",
                "*",
                "é"
            })
    void whatIsNoPlainPathIsRefused(String value) {
        assertThat(StorageKey.isKey(value)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new StorageKey(value));
    }

    @Test
    void anOverlongKeyIsRefused() {
        assertThat(StorageKey.isKey("a".repeat(512))).isTrue();
        assertThat(StorageKey.isKey("a".repeat(513))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ab/ab12", "docker/registry/v2/blobs/sha256/ab/ab12/data", "a..b", "_a", "-a", "a."})
    void aPlainPathIsAKey(String value) {
        assertThat(new StorageKey(value)).hasToString(value);
    }

    @Test
    void noKeyLeadsOutOfTheStore() {
        Random random = new Random(1);
        int keys = 0;
        for (int i = 0; i < 200_000; i++) {
            String value = text(random);
            if (StorageKey.isKey(value)) {
                keys++;
                Path path = ROOT.resolve(value);
                assertThat(path.normalize()).isEqualTo(path);
                assertThat(path.startsWith(ROOT) && !path.equals(ROOT)).isTrue();
            }
        }
        assertThat(keys).isGreaterThan(1000);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(6);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    @Test
    void randomKeysDifferAndSpreadOverFolders() {
        Random random = new Random(1);
        Set<StorageKey> keys = new HashSet<>();
        Set<String> folders = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            StorageKey key = StorageKey.random(random);
            keys.add(key);
            folders.add(key.value().substring(0, key.value().indexOf('/')));
        }
        assertThat(keys).hasSize(10_000);
        assertThat(folders).hasSize(256);
    }
}
