package io.staithe.quota;

import io.staithe.settings.InvalidSettingException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How quotas are watched.
 *
 * @param recountInterval how long after the accounts of all quotas were compared with the rows it is done again
 */
@ConfigurationProperties("staithe.quota")
public record RecountProperties(@DefaultValue("1d") Duration recountInterval) {

    public RecountProperties {
        if (recountInterval.isNegative() || recountInterval.isZero()) {
            throw new InvalidSettingException(
                    "staithe.quota.recount-interval",
                    recountInterval.toString(),
                    "it would never rest",
                    "Write a duration such as '1d'.");
        }
    }
}
