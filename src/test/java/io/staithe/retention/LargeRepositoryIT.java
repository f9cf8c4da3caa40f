package io.staithe.retention;

import static io.staithe.testing.ManyRows.digest;
import static io.staithe.testing.ManyRows.insert;
import static io.staithe.testing.ManyRows.key;
import static io.staithe.testing.ManyRows.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.gc.Explanations;
import io.staithe.metadata.Reclaimable;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import io.staithe.testing.ManyRows;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What somebody asks of a large repository is answered within its time. With {@code -Dstaithe.test.tags=1000000} the
 * repository is as large as one can be expected to get.
 */
@TestInstance(Lifecycle.PER_CLASS)
class LargeRepositoryIT {

    private static final Logger log = LoggerFactory.getLogger(LargeRepositoryIT.class);

    private static final int TAGS = Integer.getInteger("staithe.test.tags", 50_000);
    private static final RepositoryName LARGE = new RepositoryName("large/app");

    private final TestRegistry registry;

    LargeRepositoryIT(@TempDir Path data) {
        registry = TestRegistry.start(
                data,
                "staithe.gc.interval=1h",
                "staithe.scrub.period=0s",
                "staithe.database.statement-timeout=10m",
                "staithe.access.refresh=1h",
                "staithe.retention.rules[0].name=newest",
                "staithe.retention.rules[0].repository=large/**",
                "staithe.retention.rules[0].keep-newest=10",
                "staithe.retention.rules[0].expire-untagged=30d");
        fill(registry.bean(Database.class));
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    /**
     * Each manifest has a tag, a blob of its own and one that a hundred share; every tenth is an index of the one before,
     * and half of the blobs are in another repository too.
     */
    private static void fill(Database database) {
        String content = "CAST('{}' AS %s)".formatted(database.isShared() ? "bytea" : "BLOB");
        String large = " FROM n, repository r WHERE r.name = 'large/app'";
        new ManyRows(database)
                .fill(List.of(
                        "INSERT INTO repository (name, created_at) VALUES ('large/app', 0), ('large/other', 0)",
                        insert(
                                "manifest (repository_id, digest, media_type, annotations, size, content, created_at)",
                                0,
                                TAGS,
                                "SELECT r.id, " + digest("a", "i") + ", 'a/b', '{}', 2, " + content + ", 0" + large),
                        insert(
                                "blob (digest, size, storage_key, created_at)",
                                0,
                                TAGS * 2L,
                                "SELECT " + digest("b", "i") + ", 1000, " + key("i") + ", 0 FROM n"),
                        "INSERT INTO repository_blob (repository_id, digest)"
                                + " SELECT r.id, b.digest FROM blob b, repository r WHERE r.name = 'large/app'",
                        insert(
                                "repository_blob (repository_id, digest)",
                                0,
                                TAGS / 2,
                                "SELECT r.id, " + digest("b", "i * 2")
                                        + " FROM n, repository r WHERE r.name = 'large/other'"),
                        insert("manifest_blob", 0, TAGS, named(digest("a", "i"), digest("b", "i"))),
                        insert("manifest_blob", 0, TAGS, named(digest("a", "i"), digest("b", TAGS + " + i / 100"))),
                        insert(
                                "manifest_child",
                                0,
                                TAGS / 10,
                                "SELECT r.id, " + digest("a", "i * 10 + 1") + ", " + digest("a", "i * 10") + large),
                        insert(
                                "tag (repository_id, name, digest, updated_at)",
                                0,
                                TAGS,
                                "SELECT r.id, 'v' || CAST(i AS TEXT), " + digest("a", "i") + ", i" + large),
                        insert(
                                "review (kind, repository_id, digest, review_after)",
                                0,
                                TAGS / 10,
                                "SELECT 'blob', r.id, " + digest("b", TAGS + " + " + TAGS + " / 50 + i")
                                        + ", staithe_now() + 86400000" + large)));
    }

    private static <T> T timed(String what, Supplier<T> question) {
        long begin = System.nanoTime();
        T answer = question.get();
        log.warn(
                "{} of {} tags: {} ms",
                what,
                TAGS,
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
        return answer;
    }

    @Test
    void aPlanIsMadeInItsTime() {
        RetentionPlans plans = registry.bean(RetentionPlans.class);
        RetentionPlan first = timed("the first page of a plan", () -> plans.plan(LARGE, false, "", 100));
        assertThat(first.summary().orElseThrow().goingTags()).isEqualTo(TAGS - 10L);
        assertThat(first.items()).hasSize(100);
        RetentionPlan next = timed(
                "a further page of a plan",
                () -> plans.plan(LARGE, false, first.next().orElseThrow(), 100));
        assertThat(next.items()).hasSize(100);
    }

    @Test
    void whatTagsHoldIsAddedUpAPageAtATime() {
        Reclaimable reclaimable = registry.bean(Reclaimable.class);
        assertThat(timed("what 100 tags hold", () -> reclaimable.tags(LARGE, "", 100)))
                .hasSize(100);
        assertThat(timed("what repositories hold", () -> reclaimable.repositories("large", "", 100)))
                .hasSize(2);
        assertThat(timed("what a namespace holds", () -> reclaimable.namespace("large"))
                        .bytes())
                .isPositive();
    }

    @Test
    void theCollectionIsPlannedAndExplained() {
        Explanations explanations = registry.bean(Explanations.class);
        assertThat(timed("the plan of the collection", () -> explanations.plan(1000))
                        .repositories())
                .hasSize(1);
        assertThat(timed("why a tag stays", () -> explanations.why(LARGE, Tag.parse("v7")))
                        .keptBy())
                .isNotEmpty();
    }
}
