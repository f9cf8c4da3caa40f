package io.staithe.gc;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteCollectionRaceTest extends CollectionRaces {

    SqliteCollectionRaceTest(@TempDir Path data) {
        super(data, "jdbc:sqlite:" + data.resolve("staithe.db"));
    }
}
