package io.staithe.blobstore;

import io.staithe.settings.InvalidSettingException;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the bytes of blobs lie.
 *
 * @param type which back end keeps the bytes of blobs: {@code filesystem} or {@code s3}
 * @param filesystem the back end {@code filesystem}
 */
@ConfigurationProperties("staithe.storage")
public record StorageProperties(@DefaultValue("filesystem") String type, Filesystem filesystem) {

    public StorageProperties {
        if (!type.equals("filesystem") && !type.equals("s3")) {
            throw new InvalidSettingException(
                    "staithe.storage.type", type, "there is no such back end", "Write 'filesystem' or 's3'.");
        }
    }

    /**
     * Blobs as files.
     *
     * @param root folder that holds the blobs; it should be on the same machine as the server
     */
    public record Filesystem(Path root) {}
}
