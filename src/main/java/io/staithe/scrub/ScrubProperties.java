package io.staithe.scrub;

import io.staithe.settings.InvalidSettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How stored content is looked through for damage.
 *
 * @param period how long after the begin of a look through everything the next one begins; 0 for never
 * @param bytesPerSecond most bytes that a look which nobody asked for reads in a second; 0 for as many as can be
 * @param trustStoreChecksums whether an object of S3 counts as sound, without being read, if the server says that it was
 *     written with the SHA-256 of the digest
 * @param secondStore a folder with a copy of the stored bytes under the same keys, as the backup recipes make it: damaged
 *     blobs are healed from there
 */
@ConfigurationProperties("staithe.scrub")
public record ScrubProperties(
        @DefaultValue("30d") Duration period,
        @DefaultValue("20MB") DataSize bytesPerSecond,
        @DefaultValue("false") boolean trustStoreChecksums,
        @Nullable Path secondStore) {

    public ScrubProperties {
        if (period.isNegative()) {
            throw new InvalidSettingException(
                    "staithe.scrub.period",
                    period.toString(),
                    "it is negative",
                    "Write a duration such as '30d', or 0.");
        }
        if (bytesPerSecond.isNegative()) {
            throw new InvalidSettingException(
                    "staithe.scrub.bytes-per-second",
                    bytesPerSecond.toString(),
                    "it is negative",
                    "Write a size, or 0 for no limit.");
        }
        if (secondStore != null && !Files.isDirectory(secondStore)) {
            throw new InvalidSettingException(
                    "staithe.scrub.second-store",
                    secondStore.toString(),
                    "there is no such folder",
                    "Name the folder of a copy, such as that of a backup, or leave it out.");
        }
    }
}
