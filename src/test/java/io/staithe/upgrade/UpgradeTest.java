package io.staithe.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.Credentials;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** This version on what each released schema left behind. */
class UpgradeTest {

    static List<ReleasedSchema> released() {
        return ReleasedSchema.all();
    }

    @ParameterizedTest
    @MethodSource("released")
    void everythingThatAnEarlierVersionKeptIsServedAndCanBeAddedTo(ReleasedSchema schema, @TempDir Path data)
            throws IOException, SQLException {
        String url = schema.unpack(data);
        Stock kept = new Stock(Files.readAllLines(data.resolve(ReleasedSchema.STOCK)));
        assertThat(kept.lines()).isNotEmpty();
        try (TestRegistry registry = TestRegistry.start(
                data, "spring.datasource.url=" + url, "staithe.access.anonymous=push", "staithe.gc.interval=1h")) {
            RegistryClient client = registry.client();
            kept.requireAllIn(client);
            kept.finishUploads(client);
            Stock added = Stock.push(client, "added");
            added.requireAllIn(client);
            kept.withoutUploads().requireAllIn(client);
            client.ask("GET /v2/_catalog", "Authorization", Credentials.basic("admin", "wrong"))
                    .expect(401);
        }
    }
}
