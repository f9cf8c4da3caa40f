package io.staithe.audit;

import io.staithe.settings.InvalidSettingException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The trail of who did what.
 *
 * @param keep how long log-ins, tokens, changes of rights, writes and refusals are kept in the database
 */
@ConfigurationProperties("staithe.audit")
public record AuditProperties(@DefaultValue("90d") Duration keep) {

    private static final Duration LEAST = Duration.ofHours(1);

    public AuditProperties {
        if (keep.compareTo(LEAST) < 0) {
            throw new InvalidSettingException(
                    "staithe.audit.keep", keep.toString(), "it is too short", "Write '1h' or more.");
        }
    }
}
