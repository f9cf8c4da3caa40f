package io.staithe.manifest;

import io.staithe.settings.InvalidSettingException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Manifests.
 *
 * @param maxSize the largest manifest that is taken
 * @param sparse whether a manifest may refer to content that the repository does not have
 * @param cacheSize memory for manifests that were pulled lately
 * @param largeAtOnce how many manifests of more than 64 KB are read at once; further ones wait for their turn
 * @param largeTimeout how long a manifest of more than 64 KB may take to arrive once it has its turn
 */
@ConfigurationProperties("staithe.manifest")
public record ManifestProperties(
        @DefaultValue("4MB") DataSize maxSize,
        @DefaultValue("false") boolean sparse,
        @DefaultValue("32MB") DataSize cacheSize,
        @DefaultValue("4") int largeAtOnce,
        @DefaultValue("1m") Duration largeTimeout) {

    private static final DataSize MOST = DataSize.ofMegabytes(64);

    public ManifestProperties {
        if (maxSize.toBytes() < 1 || maxSize.compareTo(MOST) > 0) {
            throw new InvalidSettingException(
                    "staithe.manifest.max-size",
                    maxSize.toString(),
                    "it is out of range",
                    "Write a size from 1B to 64MB; clients count on 4MB.");
        }
        if (largeAtOnce < 1) {
            throw new InvalidSettingException(
                    "staithe.manifest.large-at-once",
                    Integer.toString(largeAtOnce),
                    "no large manifest could ever be pushed",
                    "Write 1 or more.");
        }
        if (largeTimeout.isNegative() || largeTimeout.isZero()) {
            throw new InvalidSettingException(
                    "staithe.manifest.large-timeout",
                    largeTimeout.toString(),
                    "a manifest needs time to arrive",
                    "Write a duration such as '1m'.");
        }
        if (cacheSize.isNegative()) {
            throw new InvalidSettingException(
                    "staithe.manifest.cache-size", cacheSize.toString(), "it is negative", "Write a size, or 0.");
        }
    }
}
