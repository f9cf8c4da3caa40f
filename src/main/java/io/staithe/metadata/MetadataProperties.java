package io.staithe.metadata;

import io.staithe.settings.InvalidSettingException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Metadata in memory.
 *
 * @param cachedRows how many tags, manifests, blobs of repositories and places of blobs are kept in memory, of each kind;
 *     only with SQLite, which no other process writes to
 */
@ConfigurationProperties("staithe.metadata")
public record MetadataProperties(@DefaultValue("10000") int cachedRows) {

    public MetadataProperties {
        if (cachedRows < 0) {
            throw new InvalidSettingException(
                    "staithe.metadata.cached-rows",
                    Integer.toString(cachedRows),
                    "it is negative",
                    "Write a number of rows, or 0 to ask the database each time.");
        }
    }
}
