package io.staithe.database;

import io.staithe.settings.InvalidSettingException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The setting {@code spring.datasource.url} as far as it is supported: {@code jdbc:sqlite:} and the path of a file. Further
 * parameters are refused, since they could take away what makes a commit durable.
 *
 * @param file absolute
 */
record SqliteUrl(String value, Path file) {

    private static final String PREFIX = "jdbc:sqlite:";

    /** @throws InvalidSettingException if the URL names no file */
    static SqliteUrl parse(String url) {
        if (!url.startsWith(PREFIX)) {
            throw refused(url, "metadata is kept in SQLite or PostgreSQL only");
        }
        String name = url.substring(PREFIX.length());
        if (name.isBlank() || name.startsWith(":") || name.startsWith("file:")) {
            throw refused(url, "the registry needs a plain path to keep its metadata at");
        }
        if (name.contains("?")) {
            throw refused(url, "the registry sets the parameters of its connections by itself");
        }
        try {
            return new SqliteUrl(url, Path.of(name).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            throw refused(url, "this is no path: " + e.getMessage());
        }
    }

    private static InvalidSettingException refused(String url, String reason) {
        return new InvalidSettingException(
                OnDatabase.URL,
                url,
                reason,
                "Write 'jdbc:sqlite:' and the path of a file, or 'jdbc:postgresql://host/database', or leave the property"
                        + " out.");
    }
}
