package io.staithe.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class MomentTest {

    private final Moment moment = new Moment();

    @Test
    void aMomentIsOneOfTheClockOrSoLongAgo() {
        assertThat(moment.convert("2026-11-24T12:00:00Z")).isEqualTo("2026-11-24T12:00:00Z");
        assertThat(moment.convert("90m"))
                .isCloseTo(Instant.now().minus(90, ChronoUnit.MINUTES), within(1, ChronoUnit.MINUTES));
        assertThat(moment.convert("2h"))
                .isCloseTo(Instant.now().minus(2, ChronoUnit.HOURS), within(1, ChronoUnit.MINUTES));
        assertThat(moment.convert("1d"))
                .isCloseTo(Instant.now().minus(1, ChronoUnit.DAYS), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void anythingElseIsToldWhatWouldBeRight() {
        for (String text : new String[] {"yesterday", "", "5", "2026-11-24", "-1h", "9999999d"}) {
            assertThatThrownBy(() -> moment.convert(text))
                    .isInstanceOf(TypeConversionException.class)
                    .hasMessageContaining("'" + text + "'")
                    .hasMessageContaining("2026-11-24T12:00:00Z");
        }
    }
}
