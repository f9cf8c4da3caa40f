package io.staithe.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.database.Database;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A change of the file of accounts comes into force, also one that came while the database did not answer. */
@TestInstance(Lifecycle.PER_CLASS)
class ChangesSeenTest {

    private static final Duration OLD = Duration.ofSeconds(1);

    private final Path data;
    private final GuardedRegistry guarded;
    private final Database database;
    private final AccessState state;

    ChangesSeenTest(@TempDir Path data) {
        this.data = data;
        guarded = GuardedRegistry.start(data);
        database = guarded.registry().bean(Database.class);
        state = guarded.registry().bean(AccessState.class);
    }

    @AfterAll
    void stop() {
        guarded.close();
    }

    private void run(String sql) {
        database.write(() -> database.sql().sql(sql).update());
    }

    private int status(String name) {
        return guarded.client()
                .ask("GET /v2/", "Authorization", Credentials.password(name))
                .status();
    }

    @Test
    void whenAccountsCannotBeReadFromTheDatabase() {
        run("ALTER TABLE access_rule RENAME TO access_rule_away");
        Credentials.htpasswd(data.resolve("htpasswd"), "alice", "erin");
        await().until(() -> state.age().compareTo(OLD) > 0);
        assertThat(status("erin")).isEqualTo(401);
        run("ALTER TABLE access_rule_away RENAME TO access_rule");
        await().until(() -> status("erin") == 200);
        assertThat(status("bob")).isEqualTo(401);
        assertThat(state.age()).isLessThan(OLD);
    }

    @Test
    void afterARowThatMakesNoSense() {
        run("INSERT INTO account (name, kind, version, created_at, changed_at) VALUES ('odd', 'nonsense', '', 0, 0)");
        run("UPDATE access_change SET counter = counter + 1");
        await().until(() -> state.age().compareTo(OLD) > 0);
        run("DELETE FROM account WHERE name = 'odd'");
        Credentials.htpasswd(data.resolve("htpasswd"), "alice", "frank");
        await().until(() -> status("frank") == 200);
    }
}
