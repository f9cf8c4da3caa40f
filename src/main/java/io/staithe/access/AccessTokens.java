package io.staithe.access;

import io.staithe.access.Limits.Narrowed;
import io.staithe.access.Limits.Narrowed.Part;
import io.staithe.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code access_token}: secrets that stand for an account or a robot. A secret is random and shown once; its
 * SHA-256 is kept. Thread-safe.
 */
public final class AccessTokens {

    /** What secret scanners know a secret by. */
    static final String PREFIX = "staithe_";

    private static final String COLUMNS =
            "id, kind, owner, name, version, limits, created_at, expires_at, last_used_at";

    private static final int SECRET_LENGTH = 43;

    /** How exact the time of the last use is, since each note of it is a transaction. */
    private static final Duration NOTED = Duration.ofMinutes(10);

    private final Database database;
    private final Changes changes;
    private final Clock clock;
    private final RandomGenerator random;
    private final RevokedTokens revoked;

    AccessTokens(Database database, Changes changes, Clock clock, RandomGenerator random) {
        this.database = database;
        this.changes = changes;
        this.clock = clock;
        this.random = random;
        this.revoked = new RevokedTokens(database);
    }

    /** What a token is for. */
    public enum Kind {
        /** In the place of a password. */
        ACCESS,
        /** Only to get further tokens with. */
        REFRESH;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A token without its secret.
     *
     * @param owner kind and name of a subject
     * @param version of the account's password when a refresh token was made
     * @param parts what it is narrowed to; empty for all that its owner may do
     * @param expiresAt null if never
     * @param lastUsedAt null if never; minutes late
     */
    public record AccessToken(
            String id,
            Kind kind,
            String owner,
            String name,
            String version,
            List<Part> parts,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {

        public AccessToken {
            parts = List.copyOf(parts);
        }

        Limits limits() {
            return parts.isEmpty() ? new Limits.None() : new Narrowed(name, parts);
        }
    }

    /** A token with its secret, which nobody sees again. */
    public record Created(AccessToken token, String secret) {}

    /** Makes a token. */
    public Created create(Kind kind, Account owner, String name, List<Part> parts, @Nullable Instant expiresAt) {
        String secret = PREFIX + (kind == Kind.ACCESS ? "at_" : "rt_") + Secrets.random(random, SECRET_LENGTH);
        AccessToken token = database.write(() -> insert(kind, owner, name, parts, expiresAt, Secrets.sha256(secret)));
        return new Created(token, secret);
    }

    /**
     * Makes a refresh token, and ends the sessions of the owner that are over, or were not used for longest.
     *
     * @param most sessions that are left
     */
    Created createSession(Account owner, String client, @Nullable Instant expiresAt, int most) {
        return database.write(() -> {
            Created created = create(Kind.REFRESH, owner, client, List.of(), expiresAt);
            database.sql()
                    .sql("""
                        DELETE FROM access_token WHERE owner = ? AND kind = ? AND (expires_at <= staithe_now() OR id NOT IN (
                            SELECT id FROM access_token WHERE owner = ? AND kind = ?
                            ORDER BY CASE WHEN id = ? THEN 0 ELSE 1 END, COALESCE(last_used_at, created_at) DESC, id
                            LIMIT ?))
                        """)
                    .param(owner.subject().id())
                    .param(Kind.REFRESH.word())
                    .param(owner.subject().id())
                    .param(Kind.REFRESH.word())
                    .param(created.token().id())
                    .param(most)
                    .update();
            return created;
        });
    }

    private AccessToken insert(
            Kind kind, Account owner, String name, List<Part> parts, @Nullable Instant expiresAt, String hash) {
        return database.sql()
                .sql("""
                    INSERT INTO access_token (id, kind, owner, name, hash, version, limits, created_at, expires_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, staithe_now(), ?)
                    RETURNING %s
                    """.formatted(COLUMNS))
                .param(UUID.randomUUID().toString())
                .param(kind.word())
                .param(owner.subject().id())
                .param(name)
                .param(hash)
                .param(owner.version())
                .param(text(parts))
                .param(expiresAt == null ? null : expiresAt.toEpochMilli())
                .query(AccessTokens::token)
                .single();
    }

    /** The token with this secret, if it has not expired. Notes that it was used. */
    Optional<AccessToken> use(Kind kind, String secret) {
        Optional<AccessToken> token = find(kind, secret);
        token.filter(found -> found.lastUsedAt() == null
                        || found.lastUsedAt().plus(NOTED).isBefore(clock.instant()))
                .ifPresent(found -> database.write(() -> database.sql()
                        .sql("UPDATE access_token SET last_used_at = staithe_now() WHERE id = ?")
                        .param(found.id())
                        .update()));
        return token;
    }

    private Optional<AccessToken> find(Kind kind, String secret) {
        return database.sql()
                .sql("""
                    SELECT %s FROM access_token
                    WHERE hash = ? AND kind = ? AND (expires_at IS NULL OR expires_at > staithe_now())
                    """.formatted(COLUMNS))
                .params(Secrets.sha256(secret), kind.word())
                .query(AccessTokens::token)
                .optional();
    }

    /** The tokens of an owner. */
    public List<AccessToken> list(String owner) {
        return database.sql()
                .sql("SELECT " + COLUMNS + " FROM access_token WHERE owner = ? ORDER BY kind, name, id")
                .param(owner)
                .query(AccessTokens::token)
                .list();
    }

    /**
     * Tokens of one kind, in the order of their ids.
     *
     * @param owner null for those of all owners
     * @param after ids up to and including this one are left out; empty for the first page
     */
    List<AccessToken> page(Kind kind, @Nullable String owner, String after, int limit) {
        return database.sql()
                .sql("""
                    SELECT %s FROM access_token
                    WHERE kind = ? AND id > ? AND owner = COALESCE(?, owner) ORDER BY id LIMIT ?
                    """.formatted(COLUMNS))
                .param(kind.word())
                .param(after)
                .param(owner)
                .param(limit)
                .query(AccessTokens::token)
                .list();
    }

    Optional<AccessToken> findById(Kind kind, String id) {
        return database.sql()
                .sql("SELECT " + COLUMNS + " FROM access_token WHERE id = ? AND kind = ?")
                .params(id, kind.word())
                .query(AccessTokens::token)
                .optional();
    }

    /** Takes a token back, and what was issued for it. @return false if the owner has none of this id */
    boolean revoke(String owner, String id) {
        return changes.write(() -> {
            boolean there = database.sql()
                            .sql("DELETE FROM access_token WHERE id = ? AND owner = ?")
                            .params(id, owner)
                            .update()
                    == 1;
            if (there) {
                revoked.put(id);
            }
            return there;
        });
    }

    /** Takes all tokens of an owner back. Within a transaction. */
    void revokeAll(String owner) {
        revoked.putAllOf(owner);
        database.sql()
                .sql("DELETE FROM access_token WHERE owner = ?")
                .param(owner)
                .update();
    }

    /** Takes the refresh tokens of an owner back, whose version is another one from now on. Within a transaction. */
    void endSessions(String owner) {
        database.sql()
                .sql("DELETE FROM access_token WHERE owner = ? AND kind = ?")
                .params(owner, Kind.REFRESH.word())
                .update();
    }

    /** Ids of tokens that were taken back lately. */
    Set<String> revoked() {
        return revoked.list();
    }

    private static AccessToken token(ResultSet row, int number) throws SQLException {
        return new AccessToken(
                row.getString("id"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("owner"),
                row.getString("name"),
                row.getString("version"),
                parts(row.getString("limits")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                instant(row, "expires_at"),
                instant(row, "last_used_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static String text(List<Part> parts) {
        return parts.stream()
                .map(part -> part.role().word() + " " + part.repository())
                .collect(Collectors.joining("\n"));
    }

    private static List<Part> parts(String text) {
        return Arrays.stream(text.split("\n", -1))
                .filter(line -> !line.isEmpty())
                .map(line -> line.split(" ", 2))
                .map(words -> new Part(
                        RepositoryPattern.parse(words[1]).orElseThrow(),
                        Role.find(words[0]).orElseThrow()))
                .toList();
    }
}
