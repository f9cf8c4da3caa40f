package io.staithe.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;

class PreparedContextTest {

    private static final List<String> CONFIGURATIONS =
            List.of("org/springframework/boot/**/autoconfigure/**/*.class", "io/staithe/**/*Configuration.class");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "management.server.port",
                "server.port",
                "server.ssl.bundle",
                "spring.config.import",
                "spring.ssl.bundle.pem.web.keystore.certificate",
                "staithe.access.anonymous",
                "staithe.data",
                "some.other"
            })
    void whatPartsOnlyReadDecidesNothing(String name) {
        assertThat(decisive("outside", name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "management.endpoints.web.exposure.include",
                TracingWhenConfigured.ENDPOINT,
                "server.forward-headers-strategy",
                "spring.application.admin.enabled",
                "spring.profiles.active",
                "staithe.storage.type"
            })
    void whatPartsThereAreIsAskedAgainForOtherSettings(String name) {
        assertThat(decisive("outside", name)).containsExactly(ConfigurationPropertyName.of(name));
    }

    @Test
    void theBuildHasSeenWhatTheJarSays() {
        String jar = "Config resource 'class path resource [application.yaml]' via location 'optional:classpath:/'";
        assertThat(decisive(jar, "spring.threads.virtual.enabled")).isEmpty();
    }

    private static List<ConfigurationPropertyName> decisive(String source, String name) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource(source, Map.of(name, "any")));
        return PreparedContext.decisive(environment);
    }

    @Test
    void noPartIsThereOrNotBecauseOfAFreeSetting() throws IOException {
        assertThat(conditions())
                .contains(
                        ConfigurationPropertyName.of("spring.flyway.enabled"),
                        ConfigurationPropertyName.of("staithe.storage.type"))
                .noneMatch(name -> PreparedContext.isAmong(PreparedContext.FREE, name));
    }

    /** The settings that a library's configuration or one of the registry's own names in a condition. */
    private static List<ConfigurationPropertyName> conditions() throws IOException {
        PathMatchingResourcePatternResolver resources = new PathMatchingResourcePatternResolver();
        CachingMetadataReaderFactory readers = new CachingMetadataReaderFactory();
        Stream.Builder<AnnotatedTypeMetadata> found = Stream.builder();
        for (String pattern : CONFIGURATIONS) {
            for (Resource resource : resources.getResources("classpath*:" + pattern)) {
                AnnotationMetadata type = readers.getMetadataReader(resource).getAnnotationMetadata();
                found.add(type);
                type.getDeclaredMethods().forEach(found::add);
            }
        }
        return found.build()
                .flatMap(annotated -> Stream.of(ConditionalOnProperty.class, ConditionalOnBooleanProperty.class)
                        .flatMap(condition -> annotated.getAnnotations().stream(condition)))
                .flatMap(PreparedContextTest::settings)
                .toList();
    }

    private static Stream<ConfigurationPropertyName> settings(MergedAnnotation<?> condition) {
        String prefix = condition.getString("prefix");
        String start = prefix.isEmpty() || prefix.endsWith(".") ? prefix : prefix + ".";
        return Stream.of("name", "value")
                .flatMap(attribute -> Arrays.stream(condition.getStringArray(attribute)))
                .map(name -> ConfigurationPropertyName.of(start + name));
    }
}
