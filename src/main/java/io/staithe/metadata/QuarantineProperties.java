package io.staithe.metadata;

import io.staithe.settings.InvalidSettingException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Damaged bytes.
 *
 * @param keep how long the damaged bytes of a blob are kept after good ones have taken their place
 */
@ConfigurationProperties("staithe.quarantine")
public record QuarantineProperties(@DefaultValue("7d") Duration keep) {

    public QuarantineProperties {
        if (keep.isNegative()) {
            throw new InvalidSettingException(
                    "staithe.quarantine.keep",
                    keep.toString(),
                    "it is negative",
                    "Write a duration such as '7d', or 0.");
        }
    }
}
