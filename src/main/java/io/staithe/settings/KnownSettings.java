package io.staithe.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The registry's own settings, from the metadata that the compiler's annotation processor makes of the records.
 *
 * @param records those that settings are read into
 */
record KnownSettings(Collection<ConfigurationPropertyName> names, List<Class<?>> records) {

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

    private static List<Class<?>> records(JsonNode metadata) {
        ClassLoader loader = KnownSettings.class.getClassLoader();
        return metadata.path("groups")
                .valueStream()
                .<Class<?>>map(
                        group -> ClassUtils.resolveClassName(group.path("type").stringValue(), loader))
                .filter(type -> type.isAnnotationPresent(ConfigurationProperties.class))
                .distinct()
                .toList();
    }

    /** Whether a name is that of an entry of a list, or of a part of one. */
    boolean isInList(ConfigurationPropertyName name) {
        return records.stream()
                .anyMatch(type -> Arrays.stream(type.getRecordComponents())
                        .filter(component -> component.getType() == List.class)
                        .anyMatch(component -> isInList(component, prefix(type), name)));
    }

    private static boolean isInList(
            RecordComponent list, ConfigurationPropertyName prefix, ConfigurationPropertyName name) {
        ConfigurationPropertyName parent = prefix.append(DataObjectPropertyName.toDashedForm(list.getName()));
        int index = parent.getNumberOfElements();
        if (!parent.isAncestorOf(name) || !name.isNumericIndex(index)) {
            return false;
        }
        Class<?> entry =
                ResolvableType.forType(list.getGenericType()).getGeneric().resolve(Object.class);
        boolean isWhole = name.getNumberOfElements() == index + 1;
        if (!entry.isRecord()) {
            return isWhole;
        }
        return !isWhole && Arrays.stream(entry.getRecordComponents()).anyMatch(part -> isPart(part, name, index + 1));
    }

    /** A part of an entry is a value, or a list or map of values itself. */
    private static boolean isPart(RecordComponent part, ConfigurationPropertyName name, int index) {
        String written = name.getElement(index, ConfigurationPropertyName.Form.UNIFORM);
        boolean isValue = part.getType() != List.class && part.getType() != Map.class;
        int size = name.getNumberOfElements();
        return written.equals(part.getName().toLowerCase(Locale.ROOT))
                && (isValue ? size == index + 1 : size == index + 2 || part.getType() == Map.class);
    }

    static ConfigurationPropertyName prefix(Class<?> type) {
        return ConfigurationPropertyName.of(Objects.requireNonNull(type.getAnnotation(ConfigurationProperties.class))
                .value());
    }
}
