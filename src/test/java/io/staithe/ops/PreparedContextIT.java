package io.staithe.ops;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedContextIT {

    @Test
    void theJarStartsWithWhatTheBuildFoundOut(@TempDir Path folder) {
        try (JarRun run = JarRun.start(folder, "staithe.data=" + folder.resolve("data"))) {
            run.awaitOutput("Starting AOT-processed Staithe");
        }
    }
}
