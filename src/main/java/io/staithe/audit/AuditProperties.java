package io.staithe.audit;

import io.staithe.settings.InvalidSettingException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The trail of who did what.
 *
 * @param keep how long log-ins, tokens, changes of rights, writes and refusals are kept in the database
 * @param failuresPerAddress failed log-ins of one address in a minute that are recorded; further ones are only in the access log
 */
@ConfigurationProperties("staithe.audit")
public record AuditProperties(
        @DefaultValue("90d") Duration keep,
        @DefaultValue("60") int failuresPerAddress) {

    private static final Duration LEAST = Duration.ofHours(1);

    public AuditProperties {
        if (keep.compareTo(LEAST) < 0) {
            throw new InvalidSettingException(
                    "staithe.audit.keep", keep.toString(), "it is too short", "Write '1h' or more.");
        }
        if (failuresPerAddress < 1) {
            throw new InvalidSettingException(
                    "staithe.audit.failures-per-address",
                    Integer.toString(failuresPerAddress),
                    "no failure would be seen",
                    "Write 1 or more.");
        }
    }
}
