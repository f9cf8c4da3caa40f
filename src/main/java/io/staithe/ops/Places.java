package io.staithe.ops;

import java.nio.file.Path;
import org.springframework.core.env.Environment;

/** What is kept where, as it was set. */
final class Places {

    private static final String SQLITE = "jdbc:sqlite:";

    private Places() {}

    static String of(Environment environment) {
        Path data = path(environment.getProperty("staithe.data", ""));
        String url = environment.getProperty("spring.datasource.url", "");
        boolean s3 = environment.getProperty("staithe.storage.type", "").equalsIgnoreCase("s3");
        Path root = path(environment.getProperty("staithe.storage.filesystem.root", ""));
        Path database = path(url.startsWith(SQLITE) ? url.substring(SQLITE.length()) : "");
        if (!s3 && root.startsWith(data) && database.startsWith(data) && url.startsWith(SQLITE)) {
            return "its data in " + data;
        }
        return "its blobs in %s, the rest in %s,"
                .formatted(
                        s3 ? "the bucket " + environment.getProperty("staithe.storage.s3.bucket") : root,
                        url.startsWith(SQLITE) ? database : "PostgreSQL");
    }

    private static Path path(String text) {
        return Path.of(text).toAbsolutePath().normalize();
    }
}
