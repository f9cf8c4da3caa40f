package io.staithe.token;

import io.staithe.settings.InvalidSettingException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Signed tokens.
 *
 * @param lifetime how long a token is good for new requests; one that is running is not cut
 * @param keyLifetime how long a key signs tokens before the next one takes over
 */
@ConfigurationProperties("staithe.token")
public record TokenProperties(
        @DefaultValue("5m") Duration lifetime,
        @DefaultValue("30d") Duration keyLifetime) {

    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofHours(24);
    private static final Duration LEAST_KEY = Duration.ofHours(1);

    public TokenProperties {
        if (lifetime.compareTo(LEAST) < 0 || lifetime.compareTo(MOST) > 0) {
            throw new InvalidSettingException(
                    "staithe.token.lifetime", lifetime.toString(), "it is out of range", "Write '1m' to '24h'.");
        }
        if (keyLifetime.compareTo(LEAST_KEY) < 0) {
            throw new InvalidSettingException(
                    "staithe.token.key-lifetime", keyLifetime.toString(), "it is too short", "Write '1h' or more.");
        }
    }
}
