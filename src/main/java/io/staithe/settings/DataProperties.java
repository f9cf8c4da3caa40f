package io.staithe.settings;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where everything lies that is not configured elsewhere.
 *
 * @param data folder of the database file, and of the blobs unless they have a folder of their own
 */
@ConfigurationProperties("staithe")
public record DataProperties(@DefaultValue("./data") Path data) {

    /**
     * Proves that a folder can be written. One below the data folder is blamed on that folder first, since nobody set it.
     *
     * @throws InvalidSettingException naming who runs, the folder, its owner and mode, and the mend
     */
    public Path prepare(String property, Path folder) {
        if (absolute(folder).startsWith(absolute(data))) {
            WritableFolder.prepare("staithe.data", data);
        }
        return WritableFolder.prepare(property, folder);
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
