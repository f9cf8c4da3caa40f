package io.staithe.metadata;

import io.staithe.settings.InvalidSettingException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long content that nothing refers to is left alone.
 *
 * @param grace how long content may be unreferenced before it is collected; a push must be done by then
 * @param deleteDelay how long bytes stay after their row is gone, so that downloads in progress can end
 * @param interval pause between two runs of each background task
 * @param lease how long a background task stays with a node that does not renew it, as a dead one, where several share a
 *     database
 */
@ConfigurationProperties("staithe.gc")
public record GcProperties(
        @DefaultValue("24h") Duration grace,
        @DefaultValue("1h") Duration deleteDelay,
        @DefaultValue("1m") Duration interval,
        @DefaultValue("1m") Duration lease) {

    private static final Duration LEAST_INTERVAL = Duration.ofMillis(100);
    private static final Duration LEAST_LEASE = Duration.ofSeconds(1);

    public GcProperties {
        if (grace.isNegative()) {
            throw new InvalidSettingException(
                    "staithe.gc.grace", grace.toString(), "it is negative", "Write a duration such as '24h'.");
        }
        if (deleteDelay.isNegative()) {
            throw new InvalidSettingException(
                    "staithe.gc.delete-delay",
                    deleteDelay.toString(),
                    "it is negative",
                    "Write a duration such as '1h'.");
        }
        if (interval.compareTo(LEAST_INTERVAL) < 0) {
            throw new InvalidSettingException(
                    "staithe.gc.interval", interval.toString(), "it is too short", "Write '100ms' or more.");
        }
        if (lease.compareTo(LEAST_LEASE) < 0) {
            throw new InvalidSettingException(
                    "staithe.gc.lease", lease.toString(), "it is too short", "Write '1s' or more.");
        }
    }
}
