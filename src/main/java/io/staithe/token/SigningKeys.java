package io.staithe.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.staithe.access.Changes;
import io.staithe.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table {@code signing_key}. A new key is published for a minute before it signs, and the one before it is kept until
 * all that it signed has expired, so every node can verify what any other signed. Thread-safe.
 */
final class SigningKeys {

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

    private static final Duration PUBLISHED = Duration.ofMinutes(1);
    private static final Duration LEAST_BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Database database;
    private final Changes changes;
    private final TokenProperties properties;
    private final Clock clock;
    private volatile List<Key> keys = List.of();
    private volatile Instant lastLook = Instant.EPOCH;

    SigningKeys(Database database, Changes changes, TokenProperties properties, Clock clock) {
        this.database = database;
        this.changes = changes;
        this.properties = properties;
        this.clock = clock;
    }

    private record Key(ECKey jwk, Instant createdAt) {

        boolean isOlder(Duration age, Instant now) {
            return createdAt.plus(age).isBefore(now);
        }
    }

    /** The key to sign with now. */
    ECKey current() {
        Instant now = clock.instant();
        List<Key> known = keys;
        if (known.isEmpty() || known.getFirst().isOlder(properties.keyLifetime(), now)) {
            known = rotate(now);
        }
        return known.stream()
                .filter(key -> key.isOlder(PUBLISHED, now))
                .findFirst()
                .orElse(known.getLast())
                .jwk();
    }

    /** All keys that something valid may be signed with. */
    JWKSet verification() {
        return new JWKSet(keys.stream().map(Key::jwk).map(JWK.class::cast).toList());
    }

    /** What others may know of them, as a JSON Web Key Set, RFC 7517. */
    String published() {
        if (keys.isEmpty()) {
            current();
        }
        return verification().toPublicJWKSet().toString();
    }

    /** For a token whose key is unknown: another node may have made one. @return whether there was a look */
    synchronized boolean lookAgain() {
        Instant now = clock.instant();
        if (lastLook.plus(LEAST_BETWEEN_LOOKS).isAfter(now)) {
            return false;
        }
        reload();
        lastLook = now;
        return true;
    }

    synchronized void reload() {
        keys = stored();
    }

    private synchronized List<Key> rotate(Instant now) {
        ECKey fresh = generate();
        keys = changes.write(() -> {
            List<Key> stored = stored();
            if (stored.isEmpty() || stored.getFirst().isOlder(properties.keyLifetime(), now)) {
                insert(fresh);
            }
            stored.stream().skip(1).filter(key -> isSpent(key, stored, now)).forEach(this::delete);
            return stored();
        });
        log.info("Tokens are signed with the newest of {} keys from {} on", keys.size(), now.plus(PUBLISHED));
        return keys;
    }

    /** Whether the key after it has signed for so long that nothing of this one's is valid any more. */
    private boolean isSpent(Key key, List<Key> stored, Instant now) {
        Key next = stored.get(stored.indexOf(key) - 1);
        return next.isOlder(PUBLISHED.plus(properties.lifetime()).plus(TokenVerifier.LEEWAY.multipliedBy(2)), now);
    }

    /** The newest first. */
    private List<Key> stored() {
        return database.sql()
                .sql("SELECT jwk, created_at FROM signing_key ORDER BY created_at DESC, id")
                .query(SigningKeys::key)
                .list();
    }

    private static Key key(ResultSet row, int number) throws SQLException {
        try {
            return new Key(ECKey.parse(row.getString("jwk")), Instant.ofEpochMilli(row.getLong("created_at")));
        } catch (ParseException e) {
            throw new SQLException("signing_key has a row that is no key", e);
        }
    }

    private void insert(ECKey key) {
        database.sql()
                .sql("INSERT INTO signing_key (id, jwk, created_at) VALUES (?, ?, staithe_now())")
                .params(key.getKeyID(), key.toJSONString())
                .update();
    }

    private void delete(Key key) {
        database.sql()
                .sql("DELETE FROM signing_key WHERE id = ?")
                .param(key.jwk().getKeyID())
                .update();
    }

    private static ECKey generate() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(TokenVerifier.ALGORITHM)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java runtime has P-256", e);
        }
    }
}
