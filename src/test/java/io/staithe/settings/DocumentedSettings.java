package io.staithe.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The settings as the compiler's metadata and the shipped {@code application.yaml} have them. */
record DocumentedSettings(List<Setting> own, Properties shipped) {

    private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

    /** One of the registry's own settings; the type without its package. */
    record Setting(String name, String type, String defaultValue, String description) {

        String contract() {
            return (name + " " + type + " " + defaultValue).strip();
        }

        private String row() {
            String sentence = description.substring(0, 1).toUpperCase(Locale.ROOT) + description.substring(1);
            String shown = defaultValue.isEmpty() ? "–" : "`" + defaultValue + "`";
            return "| `%s` | %s | %s | %s. |".formatted(name, kind(), shown, sentence);
        }

        private String kind() {
            return switch (type) {
                case "Duration" -> "duration";
                case "DataSize" -> "size";
                case "Integer" -> "number";
                case "Boolean" -> "`true` or `false`";
                case "Path" -> "path";
                case "String" -> "word";
                case "URI" -> "address";
                case "List" -> "list";
                default -> throw new IllegalStateException("say how a " + type + " is called in the documentation");
            };
        }
    }

    static DocumentedSettings read() throws IOException {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yaml"));
        Properties shipped = Objects.requireNonNull(yaml.getObject());
        JsonNode metadata = JsonMapper.shared().readTree(Files.readString(METADATA));
        List<Setting> own = metadata.path("properties")
                .valueStream()
                .map(property -> setting(property, shipped))
                .sorted(Comparator.comparing(Setting::name))
                .toList();
        return new DocumentedSettings(own, shipped);
    }

    private static Setting setting(JsonNode property, Properties shipped) {
        String name = property.path("name").stringValue();
        String type = property.path("type").stringValue().replaceAll("<.*", "");
        String byRecord = property.path("defaultValue").asString("");
        return new Setting(
                name,
                type.substring(type.lastIndexOf('.') + 1),
                shipped.getProperty(name, byRecord),
                property.path("description").asString("").replaceAll("\\{@code ([^}]+)}", "`$1`"));
    }

    String table() {
        return own.stream()
                .map(Setting::row)
                .collect(Collectors.joining(
                        "\n", "\n| Setting | Is a | Default | What it is |\n|---|---|---|---|\n", "\n\n"));
    }
}
