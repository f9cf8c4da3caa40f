package io.staithe.manifest;

import io.staithe.settings.InvalidSettingException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When manifests were pulled last.
 *
 * @param interval how often each node writes down which manifests were pulled; a node that is killed loses what came since
 * @param mostWaiting how many manifests a node remembers until then, at most; 0 to record no pulls at all
 */
@ConfigurationProperties("staithe.pulls")
public record PullProperties(
        @DefaultValue("1m") Duration interval,
        @DefaultValue("10000") int mostWaiting) {

    private static final Duration LEAST = Duration.ofMillis(100);

    public PullProperties {
        if (interval.compareTo(LEAST) < 0) {
            throw new InvalidSettingException(
                    "staithe.pulls.interval", interval.toString(), "it is too short", "Write '100ms' or more.");
        }
        if (mostWaiting < 0) {
            throw new InvalidSettingException(
                    "staithe.pulls.most-waiting",
                    Integer.toString(mostWaiting),
                    "it is negative",
                    "Write a number, or 0 to record nothing.");
        }
    }
}
