package io.staithe.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Changes;
import io.staithe.database.Database;
import io.staithe.testing.SharedRegistry;
import io.staithe.testing.TestRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRegistry.class)
class SigningKeysTest {

    private static final TokenProperties LONG_TOKENS = new TokenProperties(Duration.ofHours(24), Duration.ofHours(1));

    private final Database database;
    private final Changes changes;

    SigningKeysTest(TestRegistry registry) {
        database = registry.bean(Database.class);
        changes = registry.bean(Changes.class);
    }

    /** The keys as they are known after some time. */
    private SigningKeys after(Duration time) {
        SigningKeys keys = new SigningKeys(database, changes, LONG_TOKENS, Clock.offset(Clock.systemUTC(), time));
        keys.reload();
        return keys;
    }

    @Test
    void aKeyStaysForAsLongAsWhatItSignedAlsoIfOthersFollowSoon() {
        String first = after(Duration.ZERO).current().getKeyID();
        for (int hours : List.of(2, 4)) {
            assertThat(after(Duration.ofHours(hours)).current().getKeyID()).isNotEqualTo(first);
        }
        assertThat(after(Duration.ofHours(4)).verification().getKeyByKeyId(first))
                .isNotNull();
    }
}
