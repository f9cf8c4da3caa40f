package io.staithe.blob;

import io.staithe.settings.InvalidSettingException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Blob uploads.
 *
 * @param expiry how long an upload session lives after its last request
 * @param bufferSize memory that one running upload gathers bytes in before they are hashed and written
 * @param bufferMemory memory of all these buffers together, but at most an eighth of the heap; uploads beyond it go on with
 *     8 KB each
 */
@ConfigurationProperties("staithe.upload")
public record UploadProperties(
        @DefaultValue("24h") Duration expiry,
        @DefaultValue("256KB") DataSize bufferSize,
        @DefaultValue("64MB") DataSize bufferMemory) {

    private static final DataSize LEAST = DataSize.ofKilobytes(8);
    private static final DataSize MOST = DataSize.ofMegabytes(16);

    public UploadProperties {
        if (expiry.isNegative() || expiry.isZero()) {
            throw new InvalidSettingException(
                    "staithe.upload.expiry",
                    expiry.toString(),
                    "an upload session needs time",
                    "Write a duration such as '24h'.");
        }
        if (bufferSize.compareTo(LEAST) < 0 || bufferSize.compareTo(MOST) > 0) {
            throw new InvalidSettingException(
                    "staithe.upload.buffer-size",
                    bufferSize.toString(),
                    "it is out of range",
                    "Write a size from 8KB to 16MB.");
        }
        if (bufferMemory.compareTo(bufferSize) < 0) {
            throw new InvalidSettingException(
                    "staithe.upload.buffer-memory",
                    bufferMemory.toString(),
                    "it is less than one buffer",
                    "Write a size that is at least staithe.upload.buffer-size, such as '64MB'.");
        }
    }
}
