package io.staithe.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand in a migration, so that the version before works on what it leaves. */
class MigrationRulesTest {

    private static final List<Integer> RELEASED = ReleasedSchema.all().stream()
            .map(ReleasedSchema::version)
            .distinct()
            .toList();

    /** What was weighed and taken, each with what it means for the version before. */
    private static final Set<String> ACCEPTED = Set.of(
            // The bytes of what may be restored must stay: the version before cannot delete such a blob.
            "V5: it keeps an earlier version from deleting rows of blob");

    /** Migrations on whose schema the version before cannot work, each with why that was taken. */
    private static final Map<Integer, String> BREAKS =
            Map.of(11, "it halves the database, and nothing was released before it");

    @Test
    void bothDatabasesHaveTheSameVersionsUnderTheSameNames() {
        assertThat(MigrationScript.all("sqlite").stream()
                        .map(script -> script.version() + " " + script.name())
                        .toList())
                .isEqualTo(MigrationScript.all("postgresql").stream()
                        .map(script -> script.version() + " " + script.name())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void aMigrationOnlyAddsUnlessItsNameSaysWhoCanWorkOnIt(String database) {
        Additions additions = new Additions();
        for (MigrationScript script : MigrationScript.all(database)) {
            if (script.version() > RELEASED.getFirst()) {
                List<String> complaints = additions.complaints(script);
                if (script.since().isEmpty()) {
                    assertThat(complaints).allMatch(MigrationRulesTest::isAccepted);
                }
            }
            if (RELEASED.contains(script.version())) {
                additions = new Additions();
            }
        }
    }

    private static boolean isAccepted(String complaint) {
        return ACCEPTED.stream().anyMatch(complaint::startsWith);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void whoTakesAwayLeavesWhatTheReleaseBeforeKnows(String database) {
        for (MigrationScript script : MigrationScript.all(database)) {
            int before = RELEASED.stream()
                    .filter(version -> version < script.version())
                    .reduce(0, Math::max);
            if (BREAKS.containsKey(script.version())) {
                assertThat(script.since()).as(script.name()).hasValue(script.version());
                continue;
            }
            script.since()
                    .ifPresent(since -> assertThat(since)
                            .as("the release before V%d__%s has schema %d", script.version(), script.name(), before)
                            .isLessThanOrEqualTo(before));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE quota (id integer PRIMARY KEY, repository_id integer REFERENCES repository (id))",
                "CREATE TABLE scan (digest text REFERENCES blob (digest) ON DELETE CASCADE, at integer) WITHOUT ROWID",
                "CREATE TABLE a (id integer); CREATE UNIQUE INDEX a_id ON a (id); INSERT INTO a SELECT 1",
                "CREATE INDEX tag_time ON tag (updated_at) WHERE name <> ''",
                "CREATE INDEX x ON tag (name); DROP INDEX x",
                "ALTER TABLE tag ADD COLUMN locked integer",
                "ALTER TABLE tag ADD COLUMN locked integer NOT NULL DEFAULT 0; UPDATE tag SET locked = 1 WHERE name = 'x'",
                "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql RETURN 1",
            })
    void whatOnlyAddsIsAllowed(String sql) {
        assertThat(new Additions().complaints(MigrationScript.parse("V9__x.sql", sql)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE tag",
                "DROP INDEX tag_digest",
                "ALTER TABLE tag RENAME TO label",
                "ALTER TABLE tag RENAME COLUMN digest TO target",
                "ALTER TABLE tag DROP COLUMN updated_at",
                "ALTER TABLE tag ALTER COLUMN updated_at TYPE timestamptz",
                "ALTER TABLE tag ALTER COLUMN updated_at SET NOT NULL",
                "ALTER TABLE tag ADD CONSTRAINT short CHECK (length(name) < 9)",
                "ALTER TABLE tag ADD COLUMN locked integer NOT NULL",
                "ALTER TABLE tag ADD COLUMN id text UNIQUE",
                "ALTER TABLE tag ADD COLUMN locked integer CHECK (locked = 0)",
                "ALTER TABLE tag ADD COLUMN scan text REFERENCES blob (digest)",
                "CREATE TABLE scan (digest text REFERENCES blob (digest), at integer)",
                "CREATE UNIQUE INDEX tag_digest ON tag (digest)",
                "UPDATE tag SET name = lower(name)",
                "UPDATE tag SET digest = '' WHERE name = ''",
                "INSERT INTO review SELECT 1",
                "DELETE FROM tag",
                "CREATE OR REPLACE FUNCTION staithe_now() RETURNS bigint LANGUAGE sql RETURN 1",
                "CREATE TRIGGER t BEFORE INSERT ON tag EXECUTE FUNCTION f()",
            })
    void whatAnEarlierVersionWouldStumbleOverIsNot(String sql) {
        assertThat(new Additions().complaints(MigrationScript.parse("V9__x.sql", sql)))
                .hasSize(1);
    }

    @Test
    void commentsAndTextsAreNoStatements() {
        assertThat(MigrationScript.parse("V9__x_since_7.sql", """
                -- a comment; of two halves
                CREATE TABLE a (b text DEFAULT 'x;y'); -- and one more;

                CREATE FUNCTION f() AS $$ BEGIN; END; $$;
                """)).satisfies(script -> {
            assertThat(script.statements()).hasSize(2);
            assertThat(script.since()).hasValue(7);
        });
    }
}
