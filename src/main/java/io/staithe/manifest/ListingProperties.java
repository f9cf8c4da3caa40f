package io.staithe.manifest;

import io.staithe.settings.InvalidSettingException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Lists of tags, repositories and referrers.
 *
 * @param maxPageSize most entries in one answer; more are reached by its {@code Link}
 */
@ConfigurationProperties("staithe.listing")
public record ListingProperties(@DefaultValue("10000") int maxPageSize) {

    private static final int MOST = 100_000;

    public ListingProperties {
        if (maxPageSize < 1 || maxPageSize > MOST) {
            throw new InvalidSettingException(
                    "staithe.listing.max-page-size",
                    Integer.toString(maxPageSize),
                    "it is out of range",
                    "Write a number from 1 to " + MOST + ".");
        }
    }
}
