package io.staithe.settings;

import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/** The names that somebody wrote, whatever their values are. */
public final class WrittenSettings {

    private WrittenSettings() {}

    /** In all sources, so some more than once. */
    public static Stream<ConfigurationPropertyName> in(Environment environment) {
        return sources(environment).flatMap(WrittenSettings::in);
    }

    public static Stream<ConfigurationPropertyName> in(ConfigurationPropertySource source) {
        return source instanceof IterableConfigurationPropertySource named ? named.stream() : Stream.empty();
    }

    public static Stream<ConfigurationPropertySource> sources(Environment environment) {
        return StreamSupport.stream(
                ConfigurationPropertySources.get(environment).spliterator(), false);
    }
}
