package io.staithe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VersionTest {

    private static List<String> kept(String... tags) {
        VersionLines lines = new VersionLines();
        Stream.of(tags).flatMap(tag -> Version.parse(tag).stream()).forEach(lines::see);
        return Stream.of(tags)
                .filter(tag -> Version.parse(tag).flatMap(lines::keeps).isPresent())
                .toList();
    }

    @Test
    void theNewestPatchOfEachMinorStays() {
        assertThat(kept("1.2.3", "1.2.10", "1.2.9", "1.3.0", "2.0.0", "2.0.1"))
                .containsExactly("1.2.10", "1.3.0", "2.0.1");
    }

    @Test
    void aReleaseIsNewerThanItsPreReleasesAndOneThatIsToComeStaysBesideIt() {
        assertThat(kept("1.2.3-rc.1", "1.2.3", "1.2.4-rc.2", "1.2.4-rc.10", "1.4.0-beta1"))
                .containsExactly("1.2.3", "1.2.4-rc.10", "1.4.0-beta1");
    }

    @Test
    void aVariantIsCountedByItself() {
        assertThat(kept("1.2.3", "1.2.4", "1.2.3-alpine", "1.2.2-alpine", "v1.2.0", "1.2.3-prealpine"))
                .containsExactly("1.2.4", "1.2.3-alpine", "v1.2.0", "1.2.3-prealpine");
    }

    @Test
    void whatHasNotThreeNumbersIsNoVersion() {
        assertThat(Stream.of("latest", "1", "1.2", "1.2.3.4", "1.2.x", "x1.2.3", "1.2.99999999999999999999")
                        .flatMap(tag -> Version.parse(tag).stream()))
                .isEmpty();
    }
}
