package io.staithe.database;

import io.staithe.settings.InvalidSettingException;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * The setting {@code spring.datasource.url} for a PostgreSQL server, with the driver's parameters.
 *
 * @param value may contain a password
 */
record PostgresUrl(String value) {

    static final String PREFIX = "jdbc:postgresql:";

    private static final Pattern SECRET = Pattern.compile("(?i)([?&][^=&]*password=)[^&]*");

    PostgresUrl {
        if (Driver.parseURL(value, new Properties()) == null) {
            throw new InvalidSettingException(
                    OnDatabase.URL,
                    masked(value),
                    "the driver cannot read it",
                    "Write 'jdbc:postgresql://host:port/database', and further parameters after a '?'.");
        }
    }

    /** Whether it says something about a parameter, which is then not ours to choose. */
    boolean sets(PGProperty parameter) {
        Properties parameters = Driver.parseURL(value, new Properties());
        return parameters != null && parameters.containsKey(parameter.getName());
    }

    /** Without the password. */
    String masked() {
        return masked(value);
    }

    private static String masked(String value) {
        return SECRET.matcher(value).replaceAll("$1***");
    }

    @Override
    public String toString() {
        return masked();
    }
}
