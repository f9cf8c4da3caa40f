package io.staithe.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Where registries in tests keep what they hold: the system property {@code staithe.test.shape}. */
public enum Shape {
    SQLITE_FILESYSTEM,
    SQLITE_S3,
    POSTGRESQL_FILESYSTEM,
    POSTGRESQL_S3;

    /** The first one unless the run says otherwise. */
    public static Shape current() {
        String name = System.getProperty("staithe.test.shape", "sqlite-filesystem");
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Two registries on one folder share a database and the blobs. */
    List<String> settings(Path data) {
        return switch (this) {
            case SQLITE_FILESYSTEM -> List.of();
            case SQLITE_S3 -> s3(data);
            case POSTGRESQL_FILESYSTEM -> postgres(data);
            case POSTGRESQL_S3 ->
                Stream.concat(postgres(data).stream(), s3(data).stream()).toList();
        };
    }

    private static List<String> postgres(Path data) {
        return List.of("spring.datasource.url=" + TestPostgres.database(data));
    }

    private static List<String> s3(Path data) {
        return S3Server.shared().settings(data);
    }
}
