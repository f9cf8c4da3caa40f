package io.staithe.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Where registries in tests keep what they hold: the system property {@code staithe.test.shape}. */
public enum Shape {
    SQLITE_FILESYSTEM,
    POSTGRESQL_FILESYSTEM;

    /** The first one unless the run says otherwise. */
    public static Shape current() {
        String name = System.getProperty("staithe.test.shape", "sqlite-filesystem");
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Two registries on one folder share a database. */
    List<String> settings(Path data) {
        return switch (this) {
            case SQLITE_FILESYSTEM -> List.of();
            case POSTGRESQL_FILESYSTEM -> List.of("spring.datasource.url=" + TestPostgres.database(data));
        };
    }
}
