package io.staithe.metadata;

import io.staithe.settings.InvalidSettingException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Taking deletes back.
 *
 * @param keep how long a deleted manifest, with all that belongs to it, can be restored; 0 to delete at once
 */
@ConfigurationProperties("staithe.trash")
public record TrashProperties(@DefaultValue("7d") Duration keep) {

    public TrashProperties {
        if (keep.isNegative()) {
            throw new InvalidSettingException(
                    "staithe.trash.keep", keep.toString(), "it is negative", "Write a duration such as '7d', or 0.");
        }
    }
}
