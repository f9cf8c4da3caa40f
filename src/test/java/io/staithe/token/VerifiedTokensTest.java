package io.staithe.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Action;
import io.staithe.access.Limits.Scopes;
import io.staithe.oci.RepositoryName;
import io.staithe.token.VerifiedTokens.Verified;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static ByteBuffer hash(int number) {
        return ByteBuffer.wrap(Integer.toString(number).getBytes(UTF_8));
    }

    private static Verified token(int scopes, Instant end) {
        Map<RepositoryName, Set<Action>> actions = new HashMap<>();
        for (int i = 0; i < scopes; i++) {
            actions.put(RepositoryName.parse("a".repeat(250) + "/" + i), Set.of(Action.PULL));
        }
        return new Verified(Optional.empty(), "", "", "", new Scopes(actions, false), end);
    }

    @Test
    void tokensOfManyLongScopesTakeNoMoreMemoryThanOthers() {
        VerifiedTokens tokens = new VerifiedTokens(Clock.fixed(NOW, ZoneOffset.UTC));
        Verified large = token(200, NOW.plusSeconds(300));
        for (int i = 0; i < 2000; i++) {
            tokens.put(hash(i), large);
        }
        long names = 200 * 250;
        assertThat(tokens.count()).isPositive().isLessThan(VerifiedTokens.MOST_BYTES / names);
    }

    @Test
    void aTokenIsForgottenWhenItEnds() {
        Instant[] now = {NOW};
        VerifiedTokens tokens = new VerifiedTokens(new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        });
        tokens.put(hash(1), token(1, NOW.plusSeconds(60)));
        tokens.put(hash(2), token(1, NOW.plusSeconds(300)));
        now[0] = NOW.plus(Duration.ofSeconds(61));
        assertThat(tokens.find(hash(1))).isEmpty();
        assertThat(tokens.find(hash(2))).isPresent();
        assertThat(tokens.count()).isEqualTo(1);
    }
}
