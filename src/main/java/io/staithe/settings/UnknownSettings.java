package io.staithe.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Refuses names below {@code staithe.} that mean nothing: a misspelt setting would silently keep its default.
 *
 * <p>Environment variables and system properties are shared with others (Kubernetes makes {@code STAITHE_SERVICE_HOST} for
 * a service named staithe), so there only a name that is nearly right is refused.
 */
final class UnknownSettings {

    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("staithe");
    private static final List<String> SHARED = List.of(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
    private static final int NEARLY_RIGHT = 2;

    private UnknownSettings() {}

    static void refuse(ConfigurableEnvironment environment, KnownSettings known) {
        WrittenSettings.sources(environment)
                .forEach(source -> WrittenSettings.in(source)
                        .filter(PREFIX::isAncestorOf)
                        .filter(name -> !known.names().contains(name) && !known.isInList(name))
                        .forEach(name -> refuse(name, source, known.names())));
    }

    private static void refuse(
            ConfigurationPropertyName name,
            ConfigurationPropertySource source,
            Collection<ConfigurationPropertyName> known) {
        ConfigurationPropertyName closest = known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .orElseThrow();
        if (isShared(source) && distance(name, closest) > NEARLY_RIGHT) {
            return;
        }
        // A name that is unknown may be that of a secret.
        throw new InvalidSettingException(
                name.toString(),
                InvalidSettingException.NOT_SHOWN,
                "there is no such setting",
                "The closest name is '" + closest + "', as an environment variable " + variable(closest)
                        + "; docs/configuration.md has them all.");
    }

    private static String variable(ConfigurationPropertyName name) {
        return name.toString().replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static boolean isShared(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof PropertySource<?> underlying
                && SHARED.contains(underlying.getName());
    }

    /** An underscore for a hyphen in an environment variable becomes a dot, of which there may be many. */
    private static int distance(ConfigurationPropertyName one, ConfigurationPropertyName other) {
        String left = bare(one);
        String right = bare(other);
        boolean onlyDots = left.replace(".", "").equals(right.replace(".", ""));
        return onlyDots ? 0 : distance(left, right);
    }

    private static String bare(ConfigurationPropertyName name) {
        return name.toString().replace("-", "").toLowerCase(Locale.ROOT);
    }

    /** Letters to insert, remove or replace, after Levenshtein. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= one.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int replaced = diagonal + (one.charAt(line - 1) == other.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[other.length()];
    }
}
