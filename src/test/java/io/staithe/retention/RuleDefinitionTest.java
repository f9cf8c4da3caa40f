package io.staithe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleDefinitionTest {

    private static RetentionRule expiring(String period) {
        return new RuleDefinition("old", "**", null, null, null, null, null, period, null).parse();
    }

    @Test
    void aPeriodIsANumberAndAUnitAndIsWrittenAsItIsRead() {
        Map<String, Duration> periods = Map.of(
                "45s", Duration.ofSeconds(45),
                "90m", Duration.ofMinutes(90),
                "12h", Duration.ofHours(12),
                "36500d", Duration.ofDays(36_500));
        periods.forEach((text, period) -> {
            RetentionRule rule = expiring(text);
            assertThat(rule.expireUntagged()).contains(period);
            assertThat(RuleDefinition.of(rule).expireUntagged()).isEqualTo(text);
        });
    }

    @Test
    void aPeriodWithoutAUnitOrTooShortOrTooLongIsRefused() {
        for (String text : new String[] {
            "",
            "30",
            "0d",
            "-1d",
            "+1d",
            "500us",
            "30ms",
            "P30D",
            "PT1S",
            "1D",
            " 1d",
            "36501d",
            "9999999999d",
            "99999999999s"
        }) {
            assertThatThrownBy(() -> expiring(text))
                    .as(text)
                    .isInstanceOf(InvalidRuleException.class)
                    .hasMessageContaining("such as '30d'");
        }
    }
}
