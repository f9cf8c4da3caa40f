package io.staithe.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.oci.Digest;
import io.staithe.testing.Answer;
import io.staithe.testing.Images;
import io.staithe.testing.RecordedCalls;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Lists that are long: every page comes from an index, from where the page before ended. */
@TestInstance(Lifecycle.PER_CLASS)
class LargeListTest {

    private static final int TAGS = 100_000;
    private static final int REPOSITORIES = 10_000;
    private static final int REFERRERS = 10_000;

    private final TestRegistry registry;
    private final RegistryClient client;
    private final RecordedCalls calls;
    private final Database database;
    private final Digest manifest;

    LargeListTest(@TempDir Path data) {
        registry = TestRegistry.startWith(List.of(RecordedCalls.class), data, "staithe.metadata.cached-rows=0");
        client = registry.client();
        calls = registry.bean(RecordedCalls.class);
        database = registry.bean(Database.class);
        byte[] config = "{}".getBytes(UTF_8);
        client.pushBlob("large", config);
        manifest = client.pushManifest("large", "0", Images.MANIFEST, Images.manifest(config));
        fill("""
            INSERT INTO tag (repository_id, name, digest, updated_at)
            SELECT r.id, 'v' || n, m.digest, 0 FROM numbers, repository r JOIN manifest m ON m.repository_id = r.id
            WHERE n < ?
            """, TAGS - 1);
        fill("""
            INSERT INTO manifest (repository_id, digest, media_type, artifact_type, subject_digest, annotations,
                                  size, content, created_at)
            SELECT m.repository_id, 'other:' || n, m.media_type, 'a/t' || (n % 10), m.digest, '{}', m.size, m.content, 0
            FROM numbers, manifest m WHERE n < ?
            """, REFERRERS);
        fill(
                "INSERT INTO repository (name, created_at) SELECT 'many/r' || n, 0 FROM numbers WHERE n < ?",
                REPOSITORIES - 1);
        fill("""
            INSERT INTO manifest (repository_id, digest, media_type, annotations, size, content, created_at)
            SELECT r.id, 'other:0', 'a/b', '{}', m.size, m.content, n
            FROM (SELECT 0 AS n) AS zero, repository r, manifest m
            WHERE r.name LIKE 'many/%' AND m.digest LIKE 'sha256:%' AND r.id > ?
            """, 0);
    }

    /** @param statement with one parameter, over {@code numbers(n)} from 0 to 99,999 */
    private void fill(String statement, int parameter) {
        String digits = "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4"
                + " UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
        String numbers = "WITH numbers AS (SELECT a.d + 10*b.d + 100*c.d + 1000*e.d + 10000*f.d AS n FROM %s a, %s b,"
                + " %s c, %s e, %s f) ";
        database.write(() -> database.sql()
                .sql(numbers.replace("%s", digits) + statement)
                .param(parameter)
                .update());
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    private List<String> walk(String path, String list, String member) {
        List<String> found = new ArrayList<>();
        Optional<String> next = Optional.of(path);
        while (next.isPresent()) {
            Answer page = client.ask("GET " + next.get()).expect(200);
            for (JsonNode entry : page.json().path(list)) {
                found.add(
                        member.isEmpty()
                                ? entry.stringValue()
                                : entry.path(member).stringValue());
            }
            next = page.optionalHeader("Link").map(link -> link.substring(1, link.indexOf('>')));
        }
        return found;
    }

    @Test
    void everyTagIsListedOnceAndInOrder() {
        List<String> found = walk("/v2/large/tags/list", "tags", "");
        assertThat(found).hasSize(TAGS).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void everyRepositoryIsListedOnceAndInOrder() {
        List<String> found = walk("/v2/_catalog?n=999", "repositories", "");
        assertThat(found).hasSize(REPOSITORIES).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void everyReferrerIsListedOnce() {
        String path = "/v2/large/referrers/" + manifest;
        assertThat(walk(path, "manifests", "digest")).hasSize(REFERRERS).doesNotHaveDuplicates();
        assertThat(walk(path + "?n=100&artifactType=a/t3", "manifests", "digest"))
                .hasSize(REFERRERS / 10)
                .doesNotHaveDuplicates();
    }

    @Test
    @Tag("sqlite")
    void aPageIsReadFromAnIndexInItsOrder() {
        for (String path : new String[] {
            "/v2/large/tags/list",
            "/v2/large/tags/list?n=10&last=v5",
            "/v2/_catalog",
            "/v2/_catalog?n=10&last=many",
            "/v2/large/referrers/" + manifest + "?n=10",
            "/v2/large/referrers/" + manifest + "?n=10&last=other:5&artifactType=a/t1&artifactType=a/t2",
            "/v2/large/manifests/v77777",
            "/v2/large/manifests/" + manifest
        }) {
            calls.forget();
            client.ask("GET " + path).expect(200);
            assertThat(calls.statements()).isNotEmpty();
            calls.statements()
                    .forEach(sql -> assertThat(plan(sql))
                            .as("plan of %s", sql)
                            .isNotEmpty()
                            .noneMatch(step -> step.contains("TEMP B-TREE"))
                            .allMatch(step -> step.startsWith("SEARCH") || step.endsWith("SCALAR SUBQUERY 1")));
        }
    }

    private List<String> plan(String sql) {
        Object[] parameters = new Object[(int) sql.chars().filter(c -> c == '?').count()];
        Arrays.fill(parameters, "1");
        return database.sql()
                .sql("EXPLAIN QUERY PLAN " + sql)
                .params(parameters)
                .query((row, number) -> row.getString("detail"))
                .list();
    }
}
