package io.staithe.access;

import io.staithe.access.Account.Origin;
import io.staithe.database.Database;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The table {@code account}. */
final class Accounts {

    private static final int VERSION_BYTES = 8;

    private final Database database;
    private final AccessTokens tokens;
    private final RandomGenerator random;

    Accounts(Database database, AccessTokens tokens, RandomGenerator random) {
        this.database = database;
        this.tokens = tokens;
        this.random = random;
    }

    /** All of them, without their groups. */
    List<Account> list() {
        return database.sql()
                .sql("SELECT name, kind, password, version FROM account")
                .query((row, n) -> new Account(
                        new Subject(
                                Subject.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                                row.getString("name"),
                                Set.of()),
                        Optional.ofNullable(row.getString("password")),
                        row.getString("version"),
                        Origin.DATABASE))
                .list();
    }

    /**
     * Makes an account or a robot. Within a transaction. It does not inherit the tokens of one that was declared elsewhere
     * under its name.
     *
     * @return false if there is one of this name
     */
    boolean insert(Subject.Kind kind, String name, @Nullable String password) {
        boolean inserted = database.sql()
                        .sql("""
                            INSERT INTO account (name, kind, password, version, created_at, changed_at)
                            VALUES (?, ?, ?, ?, staithe_now(), staithe_now())
                            ON CONFLICT (name) DO NOTHING
                            """)
                        .param(name)
                        .param(kind.word())
                        .param(password)
                        .param(version())
                        .update()
                == 1;
        if (inserted) {
            tokens.revokeAll(new Subject(kind, name, Set.of()).id());
        }
        return inserted;
    }

    /** Sets another password, which ends what was issued under the old one. @return false if there is no such account */
    boolean setPassword(String name, String password) {
        return database.sql()
                        .sql("""
                            UPDATE account SET password = ?, version = ?, changed_at = staithe_now()
                            WHERE name = ? AND kind = ?
                            """)
                        .params(password, version(), name, Subject.Kind.ACCOUNT.word())
                        .update()
                == 1;
    }

    /** @return false if there is none of this name */
    boolean delete(String name) {
        return database.sql()
                        .sql("DELETE FROM account WHERE name = ?")
                        .param(name)
                        .update()
                == 1;
    }

    private String version() {
        byte[] bytes = new byte[VERSION_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
