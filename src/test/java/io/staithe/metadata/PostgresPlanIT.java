package io.staithe.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.database.Database;
import io.staithe.oci.Digest;
import io.staithe.testing.Images;
import io.staithe.testing.RecordedCalls;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestPostgres;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What requests and tasks ask of PostgreSQL is found by an index, also among a million rows. */
class PostgresPlanIT {

    private static final Pattern PARAMETER = Pattern.compile("\\?");

    /**
     * Foreign keys are not checked while the tables are filled; what is filled in fits together. Keys come in their own
     * order, which an index takes far quicker than any other.
     */
    private static final List<String> FILL = List.of(
            "SET session_replication_role = replica",
            "INSERT INTO repository (name, created_at) SELECT 'many/r' || n, 0 FROM generate_series(1, 10000) n",
            "INSERT INTO blob SELECT 'sha256:b' || n, 1, 'key' || n, 0 FROM generate_series(1000001, 2000000) n",
            """
            INSERT INTO repository_blob (repository_id, digest)
            SELECT r.id, 'sha256:b' || n FROM generate_series(1000001, 2000000) n
            JOIN repository r ON r.name = 'many/r' || ((n - 1000001) / 100 + 1) ORDER BY n
            """,
            """
            INSERT INTO manifest (repository_id, digest, media_type, artifact_type, subject_digest, annotations, size,
                                  content, created_at)
            SELECT l.repository_id, replace(l.digest, 'b', 'm'), 'a/b', 'a/t',
                   CASE WHEN l.digest LIKE '%7' THEN 'sha256:subject' END, '{}', 2, '{}'::bytea, 0
            FROM repository_blob l
            """,
            """
            INSERT INTO manifest_blob
            SELECT m.id, l.id FROM repository_blob l
            JOIN manifest m ON m.repository_id = l.repository_id AND m.digest = replace(l.digest, 'b', 'm')
            """,
            "INSERT INTO manifest_child SELECT repository_id, digest, digest || 'c' FROM manifest WHERE digest LIKE '%1'",
            "INSERT INTO tag SELECT repository_id, 'v' || digest, digest, 0 FROM manifest",
            """
            INSERT INTO tag_history (repository_id, name, digest, changed_at)
            SELECT repository_id, name, digest, 0 FROM tag WHERE name LIKE '%3'
            """,
            """
            INSERT INTO review SELECT 'blob', repository_id, digest, staithe_now() + 1000000000, 0 FROM repository_blob
            ON CONFLICT DO NOTHING
            """,
            "INSERT INTO garbage SELECT 'g' || n, staithe_now() + 1000000000 + n, 0 FROM generate_series(1, 100000) n",
            """
            INSERT INTO upload SELECT 'u' || n, 1, 'k' || n, 'sha256', 0, NULL, NULL, staithe_now() + 1000000000 + n
            FROM generate_series(1, 100000) n
            """,
            """
            INSERT INTO trash SELECT repository_id, digest, media_type, artifact_type, subject_digest, annotations, size,
                   content, 0, 0, 'me', staithe_now() + 1000000000 FROM manifest WHERE digest LIKE '%5'
            """,
            "INSERT INTO trash_blob SELECT repository_id, digest, replace(digest, 'm', 'b') FROM trash",
            "INSERT INTO trash_child SELECT repository_id, digest, digest || 'c' FROM trash",
            "UPDATE tag_history SET previous = digest, action = 'manifest'",
            "INSERT INTO quota (name, pattern) SELECT 'q' || n, 'q' || n FROM generate_series(1, 10000) n",
            "INSERT INTO quota_repository SELECT r.id, q.id, 1 FROM repository r JOIN quota q ON q.id = r.id"
                    + " ON CONFLICT DO NOTHING",
            "INSERT INTO quota_blob SELECT 1, digest, size FROM blob ON CONFLICT DO NOTHING",
            "INSERT INTO quota_share SELECT q.id, s, 0, 0, 0, 0, 0, 0 FROM quota q, generate_series(0, 15) s"
                    + " ON CONFLICT DO NOTHING",
            "INSERT INTO background_task SELECT 't' || n, NULL, NULL, 0 FROM generate_series(1, 10000) n",
            """
            INSERT INTO verification (kind, asked_by, accepts_missing, started_at, finished_at, part, after_repository,
                                      after_digest, total, total_bytes, checked, checked_bytes, damaged, errors)
            SELECT 'request', 'me', 0, 0, 0, 'blob', 0, '', 0, 0, 0, 0, 0, 0 FROM generate_series(1, 10000)
            """,
            "INSERT INTO pin SELECT repository_id, name, 'reason', 'me', 0 FROM tag WHERE name LIKE '%9'",
            "INSERT INTO lease SELECT 'l' || n, 'h', 0 FROM generate_series(1, 10000) n",
            "SET session_replication_role = DEFAULT",
            "ANALYZE");

    @Test
    void noStatementReadsAWholeTable(@TempDir Path data) throws SQLException {
        String url = TestPostgres.create();
        try (TestRegistry registry = TestRegistry.startWith(
                List.of(RecordedCalls.class),
                data,
                "spring.datasource.url=" + url,
                "staithe.gc.delete-delay=0s",
                "staithe.gc.untagged=delete",
                "staithe.quotas[0].name=all",
                "staithe.quotas[0].pattern=**",
                "staithe.quotas[0].bytes=1GB",
                "staithe.gc.interval=1s")) {
            RecordedCalls calls = registry.bean(RecordedCalls.class);
            calls.forget();
            useEverything(registry);
            Database database = registry.bean(Database.class);
            database.write(() ->
                    database.sql().sql("UPDATE review SET review_after = 0").update());
            for (String last : new String[] {"DELETE FROM garbage", "DELETE FROM repository_blob"}) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> calls.statements().stream().anyMatch(sql -> sql.contains(last)));
            }
            Set<String> statements = new TreeSet<>(calls.statements());
            statements.removeIf(sql -> sql.startsWith("UPDATE review SET review_after = 0"));
            statements.removeIf(sql -> sql.contains("SAVEPOINT"));
            assertThat(statements).hasSizeGreaterThan(30);
            fill(url);
            for (String sql : statements) {
                assertThat(plan(url, sql)).as(sql).noneMatch(PostgresPlanIT::readsAWholeTable);
            }
        }
    }

    /** The counter of changes is one row in a table of its own, and quotas are as few as somebody wrote. */
    private static boolean readsAWholeTable(String step) {
        return step.contains("Seq Scan")
                && !step.contains("Seq Scan on access_change ")
                && !step.contains("Seq Scan on quota ");
    }

    private static void fill(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : FILL) {
                statement.execute(sql);
            }
        }
    }

    private static void useEverything(TestRegistry registry) {
        RegistryClient client = registry.client();
        byte[] config = "{}".getBytes(UTF_8);
        Digest blob = client.pushBlob("app", config);
        client.pushBlob("app", config);
        Digest manifest = client.pushManifest("app", "1", Images.MANIFEST, Images.manifest(config));
        client.pushManifest("app", manifest.toString(), Images.MANIFEST, Images.manifest(config));
        Digest index = client.pushManifest("app", "index", Images.INDEX, Images.index(Images.manifest(config)));
        String upload = client.startUpload("app");
        client.ask("PATCH " + upload, config).expect(202);
        client.ask("GET " + upload).expect(204);
        client.ask("DELETE " + upload).expect(204);
        client.ask("POST /v2/other/blobs/uploads/?mount=" + blob + "&from=app").expect(201);
        client.ask("POST /v2/third/blobs/uploads/?mount=" + blob).expect(201);
        for (String path : new String[] {
            "/v2/app/manifests/1",
            "/v2/app/manifests/" + manifest,
            "/v2/app/blobs/" + blob,
            "/v2/app/tags/list",
            "/v2/app/tags/list?n=1&last=a",
            "/v2/_catalog?n=2",
            "/v2/app/referrers/" + manifest,
            "/v2/app/referrers/" + manifest + "?artifactType=a/b"
        }) {
            client.ask("GET " + path).expect(200);
        }
        client.ask("GET /v2/app/manifests/none").expect(404);
        client.ask("DELETE /v2/other/blobs/" + blob).expect(202);
        client.ask("DELETE /v2/app/blobs/" + blob).expect(405);
        client.ask("DELETE /v2/app/manifests/index").expect(202);
        client.ask("DELETE /v2/app/manifests/" + index).expect(202);
        client.ask("DELETE /v2/app/manifests/" + manifest).expect(202);
    }

    /** The plan that serves whatever the parameters are; only the simple protocol takes a statement without them. */
    private static List<String> plan(String url, String sql) throws SQLException {
        int[] number = {0};
        String numbered = PARAMETER.matcher(sql).replaceAll(hit -> Matcher.quoteReplacement("$" + ++number[0]));
        List<String> steps = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url + "&preferQueryMode=simple");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN (GENERIC_PLAN) " + numbered)) {
            while (rows.next()) {
                steps.add(rows.getString(1));
            }
        }
        return steps;
    }
}
