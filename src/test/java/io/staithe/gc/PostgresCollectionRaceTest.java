package io.staithe.gc;

import io.staithe.testing.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PostgresCollectionRaceTest extends CollectionRaces {

    PostgresCollectionRaceTest(@TempDir Path data) {
        super(data, TestPostgres.create());
    }
}
