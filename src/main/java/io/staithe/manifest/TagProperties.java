package io.staithe.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Tags.
 *
 * @param immutable list of tags that no push moves, each with a {@code name}, a {@code repository} pattern and a pattern of
 *     {@code tags}
 */
@ConfigurationProperties("staithe.tags")
public record TagProperties(@DefaultValue List<ImmutableSetting> immutable) {

    /** A rule as it is written. */
    public record ImmutableSetting(
            @Nullable String name,
            @Nullable String repository,
            @Nullable String tags) {}

    public TagProperties {
        immutable = List.copyOf(immutable);
        ImmutableTags.of(immutable);
    }
}
