package io.staithe.ops;

import io.staithe.settings.WrittenSettings;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.context.ApplicationListener;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.ClassUtils;

/**
 * Starts with the parts that the build has found out, instead of asking every library's configuration whether it applies.
 * The build could only ask with the settings that are in the jar, so a start for which another one may have changed an answer
 * asks again.
 */
public final class PreparedContext implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final String IN_THE_JAR = "class path resource [application.yaml]";
    private static final String PREPARED = "__ApplicationContextInitializer";

    /** Whether a part is there may depend on these and on all below them. */
    private static final List<ConfigurationPropertyName> DECISIVE =
            names("management", "server", "spring", "staithe.manifest.sparse", "staithe.storage.type");

    /** Except for these, which are only read by parts that are there in any case. */
    static final List<ConfigurationPropertyName> FREE = names(
            "management.health.ssl.certificate-validity-warning-threshold",
            "management.opentelemetry.map-environment-variables",
            "management.server.address",
            "management.server.port",
            "management.server.ssl",
            "server.address",
            "server.http2.enabled",
            "server.max-http-request-header-size",
            "server.port",
            "server.ssl",
            "server.tomcat",
            AbstractAotProcessor.AOT_PROCESSING,
            "spring.application.name",
            "spring.application.pid",
            "spring.application.version",
            "spring.config",
            "spring.getenv.ignore",
            "spring.lifecycle",
            "spring.ssl");

    /** After everything that adds settings. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        List<ConfigurationPropertyName> decisive = decisive(event.getEnvironment());
        if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
            refuse(decisive);
        } else if (decisive.isEmpty()
                && ManagementPortType.get(event.getEnvironment()) == ManagementPortType.DIFFERENT
                && isPrepared(event.getSpringApplication().getMainApplicationClass())) {
            SpringProperties.setFlag(AotDetector.AOT_ENABLED);
        }
    }

    private static void refuse(List<ConfigurationPropertyName> decisive) {
        if (!decisive.isEmpty()) {
            throw new IllegalStateException(
                    "the jar would be prepared for what is set where it is built, so unset " + decisive);
        }
    }

    private static boolean isPrepared(@Nullable Class<?> application) {
        return application != null
                && ClassUtils.isPresent(application.getName() + PREPARED, application.getClassLoader());
    }

    /** What is set outside of the jar and may decide which parts there are. */
    static List<ConfigurationPropertyName> decisive(ConfigurableEnvironment environment) {
        return WrittenSettings.sources(environment)
                .filter(source -> !isInTheJar(source))
                .flatMap(WrittenSettings::in)
                .filter(name -> isAmong(DECISIVE, name) && !isAmong(FREE, name))
                .toList();
    }

    private static boolean isInTheJar(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof PropertySource<?> underlying
                && underlying.getName().contains(IN_THE_JAR);
    }

    static boolean isAmong(List<ConfigurationPropertyName> known, ConfigurationPropertyName name) {
        return known.stream().anyMatch(one -> one.equals(name) || one.isAncestorOf(name));
    }

    private static List<ConfigurationPropertyName> names(String... names) {
        return Stream.of(names).map(ConfigurationPropertyName::of).toList();
    }
}
