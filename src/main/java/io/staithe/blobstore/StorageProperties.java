package io.staithe.blobstore;

import io.staithe.settings.InvalidSettingException;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the bytes of blobs lie.
 *
 * @param type which back end keeps the bytes of blobs; {@code filesystem} is the only one so far
 * @param filesystem the back end {@code filesystem}
 */
@ConfigurationProperties("staithe.storage")
public record StorageProperties(@DefaultValue("filesystem") String type, Filesystem filesystem) {

    public StorageProperties {
        if (!type.equals("filesystem")) {
            throw new InvalidSettingException(
                    "staithe.storage.type", type, "there is no such back end", "Write 'filesystem'.");
        }
    }

    /**
     * Blobs as files.
     *
     * @param root folder that holds the blobs; it should be on the same machine as the server
     */
    public record Filesystem(Path root) {}
}
