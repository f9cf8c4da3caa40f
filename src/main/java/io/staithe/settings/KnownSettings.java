package io.staithe.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The registry's own settings, from the metadata that the compiler's annotation processor makes of the records.
 *
 * @param records the record of each prefix
 */
record KnownSettings(Collection<ConfigurationPropertyName> names, Map<String, Class<?>> records) {

    private static final String METADATA = "/META-INF/spring-configuration-metadata.json";

    static KnownSettings load() {
        JsonNode metadata = read();
        return new KnownSettings(names(metadata), records(metadata));
    }

    private static JsonNode read() {
        try (InputStream stream = KnownSettings.class.getResourceAsStream(METADATA)) {
            if (stream == null) {
                throw new IllegalStateException("the build left out " + METADATA);
            }
            return JsonMapper.shared().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Collection<ConfigurationPropertyName> names(JsonNode metadata) {
        return metadata.path("properties")
                .valueStream()
                .map(property ->
                        ConfigurationPropertyName.of(property.path("name").stringValue()))
                .toList();
    }

    private static SequencedMap<String, Class<?>> records(JsonNode metadata) {
        SequencedMap<String, Class<?>> records = new LinkedHashMap<>();
        for (JsonNode group : metadata.path("groups")) {
            ClassLoader loader = KnownSettings.class.getClassLoader();
            Class<?> type = ClassUtils.resolveClassName(group.path("type").stringValue(), loader);
            if (type.isAnnotationPresent(ConfigurationProperties.class)) {
                records.put(group.path("name").stringValue(), type);
            }
        }
        return records;
    }
}
