package io.staithe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.staithe.database.Database;
import io.staithe.gc.Explanations;
import io.staithe.gc.HeldUp;
import io.staithe.manifest.ManifestDeletions;
import io.staithe.manifest.Restores;
import io.staithe.metadata.Edges;
import io.staithe.metadata.Inventory;
import io.staithe.metadata.Inventory.Exclusive;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.Trash;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Tag;
import io.staithe.retention.RetentionPlan.State;
import io.staithe.testing.Answer;
import io.staithe.testing.Images;
import io.staithe.testing.RecordedCalls;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What stays, what goes and what can be had back, over either database. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class RetentionCases {

    final TestRegistry registry;
    final Database database;
    private final RegistryClient client;
    private final RetentionRules rules;
    private final RetentionPlans plans;
    private final Confirmations confirmations;
    private final RetentionRuns runs;

    RetentionCases(Path data, String url) {
        registry = TestRegistry.startWith(
                List.of(RecordedCalls.class),
                data,
                "spring.datasource.url=" + url,
                "staithe.gc.interval=1h",
                "staithe.gc.rows-per-second=0",
                "staithe.access.refresh=1h",
                "staithe.pulls.interval=100ms");
        client = registry.client();
        database = registry.bean(Database.class);
        rules = registry.bean(RetentionRules.class);
        plans = registry.bean(RetentionPlans.class);
        confirmations = registry.bean(Confirmations.class);
        runs = new RetentionRuns(registry);
    }

    /** Rows of the table of locks that this transaction takes. */
    abstract long locks(Database database);

    @AfterAll
    void stop() {
        registry.close();
    }

    private RuledRepository ruled() {
        return new RuledRepository(registry);
    }

    private static Digest digest(byte[] content) {
        return Digest.of(Algorithm.SHA256, content);
    }

    @Test
    void aRuleIsTriedThenConfirmedThenAppliedAndTakenBack() {
        RuledRepository sample = ruled();
        sample.pushAll(5);
        assertThat(sample.summary().state()).isEqualTo(State.NOTHING);
        sample.rule("newest", 2, null, null, "v1");

        runs.run();
        RetentionPlan plan = plans.plan(sample.name(), false, "", 100);
        assertThat(plan.items()).extracting(item -> item.reference().toString()).containsExactly("v2", "v3");
        assertThat(plan.items()).allSatisfy(item -> {
            assertThat(item.reason()).contains("newest' takes it: it is not one of the newest 2 by push");
            assertThat(item.bytes()).isEqualTo(new Exclusive(1000, 1000));
        });
        assertThat(sample.summary().bytes()).isEqualTo(new Exclusive(2000, 2000));
        assertThat(sample.summary().state()).isEqualTo(State.NEW);
        assertThat(sample.tags()).hasSize(5);

        runs.rulesGrow();
        sample.pushAll(8);
        assertThat(sample.summary().state()).isEqualTo(State.CONFIRMATION);
        runs.run();
        assertThat(sample.tags()).hasSize(8);
        assertThat(confirmations.page("", 1000)).anySatisfy(hold -> {
            assertThat(hold.repository()).isEqualTo(sample.name());
            assertThat(hold.tags()).isEqualTo(5);
            assertThat(hold.share()).isEqualTo(63);
        });
        sample.confirm();
        runs.run();
        assertThat(sample.tags()).containsExactly("v1", "v7", "v8");
        assertThat(confirmations.confirm(sample.name(), "account:mary")).isEmpty();
        assertThat(sample.by("v4")).startsWith("retention:sample-").endsWith("-newest");
        Trash.Trashed trashed =
                registry.bean(Trash.class).page(sample.name(), "", 100).getFirst();
        assertThat(trashed.by()).isEqualTo(sample.by("v4"));

        Digest deleted = trashed.digest();
        registry.bean(Restores.class).manifest(sample.name(), deleted, "account:mary");
        sample.get(deleted).expect(200);
        assertThat(sample.tags()).hasSize(4);
        runs.run();
        sample.get(deleted).expect(200);
    }

    @Test
    void whatWasPulledByItsDigestStaysUnderItsTagAndAHeadDoesNotCount() {
        RuledRepository sample = ruled().rule("used", null, "30d", null);
        for (String tag : List.of("pulled", "looked-at", "new", "stays", "stays-too", "by-child")) {
            sample.push(tag);
        }
        byte[] child = sample.push("child");
        client.ask("DELETE /v2/" + sample.repository() + "/manifests/child").expect(202);
        client.pushManifest(sample.repository(), "by-child", Images.INDEX, Images.index(child));
        sample.age("tag SET updated_at = 0");
        sample.push("new");
        Digest pulled = Digest.parse(client.ask("HEAD /v2/" + sample.repository() + "/manifests/pulled")
                .expect(200)
                .header("Docker-Content-Digest"));
        client.ask("HEAD /v2/" + sample.repository() + "/manifests/looked-at").expect(200);
        for (Object reference : List.of(pulled, "stays", "stays-too", digest(child))) {
            sample.get(reference).expect(200);
        }
        await().until(() -> sample.lastPulls() == 4);
        runs.rulesGrow();
        runs.run();
        assertThat(sample.tags()).containsExactly("by-child", "new", "pulled", "stays", "stays-too");
    }

    @Test
    void anIndexTakesAlongWhatOnlyItNeedsAndASignatureGoesWithItsSubject() {
        RuledRepository sample = ruled().rule("newest", 3, null, null);
        byte[] shared = sample.push("v9");
        byte[] own = sample.push("own");
        client.ask("DELETE /v2/" + sample.repository() + "/manifests/own").expect(202);
        byte[] old = Images.index(own, shared);
        client.pushManifest(sample.repository(), "v1", Images.INDEX, old);
        byte[] config = Samples.bytes(10);
        client.pushBlob(sample.repository(), config);
        byte[] signature = Images.manifestWith(
                "\"subject\":" + Images.descriptor(Images.INDEX, old) + ",\"artifactType\":\"a/b\",", config);
        client.pushManifest(sample.repository(), digest(signature).toString(), Images.MANIFEST, signature);
        String ofShared = digest(shared).toString().replace(':', '-') + ".sig";
        String ofOld = digest(old).toString().replace(':', '-') + ".sig";
        sample.push(ofShared);
        sample.push(ofOld);
        sample.push("v7");
        sample.push("v8");
        sample.age("tag SET updated_at = updated_at - CASE WHEN name = 'v1' THEN 100000 ELSE 0 END");
        runs.rulesGrow();
        assertThat(sample.summary().goingManifests()).isEqualTo(4);
        runs.run();
        assertThat(sample.tags()).containsExactlyInAnyOrder("v7", "v8", "v9", ofShared);
        for (byte[] gone : List.of(old, own, signature)) {
            sample.get(digest(gone)).expect(404);
        }
        sample.get(digest(shared)).expect(200);
        assertThat(List.of(purgedAfter(sample, own), purgedAfter(sample, signature)))
                .allMatch(purgedAfter(sample, old)::isBefore);
        registry.bean(Restores.class).manifest(sample.name(), digest(old), "account:mary");
        for (byte[] back : List.of(old, own, signature)) {
            sample.get(digest(back)).expect(200);
        }
    }

    private Instant purgedAfter(RuledRepository sample, byte[] manifest) {
        return registry.bean(Trash.class).page(sample.name(), "", 100).stream()
                .filter(trashed -> trashed.digest().equals(digest(manifest)))
                .map(Trash.Trashed::purgeAfter)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anUntaggedManifestExpiresUnlessSomethingNamesIt() {
        RuledRepository sample = ruled().rule("untagged", null, null, "7d");
        byte[] child = sample.push("a");
        byte[] expired = sample.push("b");
        byte[] left = sample.push("c");
        byte[] pinned = sample.push("d");
        byte[] pulled = sample.push("e");
        byte[] pulledByChild = Images.index(pulled);
        client.pushManifest(sample.repository(), "index", Images.INDEX, Images.index(child));
        client.pushManifest(sample.repository(), digest(pulledByChild).toString(), Images.INDEX, pulledByChild);
        for (String tag : List.of("a", "b", "d", "e")) {
            client.ask("DELETE /v2/" + sample.repository() + "/manifests/" + tag)
                    .expect(202);
        }
        sample.age("manifest SET created_at = 0");
        sample.age("tag_history SET changed_at = 0");
        sample.age("last_pull SET pulled_at = 0");
        sample.age("review SET review_after = 0");
        client.ask("DELETE /v2/" + sample.repository() + "/manifests/c").expect(202);
        registry.bean(Pinning.class).pin(sample.name(), digest(pinned), "an audit", "account:mary");
        sample.get(digest(pulled)).expect(200);
        await().until(() -> sample.lastPulls() == 1);
        runs.rulesGrow();
        runs.run();
        sample.get(digest(expired)).expect(404);
        for (byte[] kept : List.of(child, left, pinned, pulled, pulledByChild)) {
            sample.get(digest(kept)).expect(200);
        }
    }

    @Test
    void anExpiringManifestThatSomebodyAsksForByItsDigestStays() {
        RuledRepository sample = ruled().rule("untagged", null, null, "7d");
        byte[] asked = sample.push("a");
        byte[] other = sample.push("b");
        for (String tag : List.of("a", "b")) {
            client.ask("DELETE /v2/" + sample.repository() + "/manifests/" + tag)
                    .expect(202);
        }
        sample.age("manifest SET created_at = 0");
        sample.age("tag_history SET changed_at = 0");
        sample.age("review SET review_after = 0");
        runs.rulesGrow();
        client.ask("HEAD /v2/" + sample.repository() + "/manifests/" + digest(asked))
                .expect(200);
        runs.run();
        sample.get(digest(asked)).expect(200);
        sample.get(digest(other)).expect(404);
    }

    @Test
    void anExpiredManifestThatIsPushedAgainStaysForTheGrace() {
        RuledRepository sample = ruled().rule("untagged", null, null, "7d");
        byte[] manifest = sample.push("a");
        client.ask("DELETE /v2/" + sample.repository() + "/manifests/a").expect(202);
        sample.age("manifest SET created_at = 0");
        sample.age("tag_history SET changed_at = 0");
        sample.age("review SET review_after = 0");
        runs.rulesGrow();
        client.pushManifest(sample.repository(), digest(manifest).toString(), Images.MANIFEST, manifest);
        runs.run();
        sample.get(digest(manifest)).expect(200);
        await().until(() -> sample.lastPulls() == 1);
        sample.age("last_pull SET pulled_at = 0");
        sample.age("review SET review_after = 0");
        runs.run();
        sample.confirm();
        runs.run();
        sample.get(digest(manifest)).expect(404);
    }

    @Test
    void aPlanThatTakesTooLongIsGivenUpInWords() {
        RuledRepository sample = ruled().rule("newest", 1, null, null);
        sample.pushAll(2);
        RetentionPlans impatient = new RetentionPlans(
                registry.bean(Repositories.class),
                registry.bean(Inventory.class),
                registry.bean(Edges.class),
                rules,
                registry.bean(RuleAges.class),
                50,
                new PlanLimits(Duration.ZERO, 1));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> impatient.plan(sample.name(), false, "", 100))
                    .isInstanceOf(PlanRefusedException.class)
                    .hasMessageContaining(sample.repository())
                    .hasMessageContaining("staithe.retention.plan-time");
        }
    }

    @Test
    void aPlanTooManyIsRefusedUntilOneOfTheOthersIsDone() throws ExecutionException, InterruptedException {
        RuledRepository sample = ruled().rule("newest", 1, null, null);
        sample.pushAll(2);
        String plan = "GET /api/v1/retention/plan?repository=" + sample.repository();
        RecordedCalls calls = registry.bean(RecordedCalls.class);
        CountDownLatch two = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        calls.watch(sql -> {
            if (sql.contains("FROM pin i") && sql.contains("t.name > ")) {
                two.countDown();
                assertThatCode(go::await).doesNotThrowAnyException();
            }
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> held =
                    List.of(threads.submit(() -> client.ask(plan)), threads.submit(() -> client.ask(plan)));
            two.await();
            Answer refused = client.ask(plan).expect(503);
            assertThat(refused.text()).contains("2 plans are being made already");
            assertThat(refused.header("Retry-After")).isEqualTo("30");
            go.countDown();
            for (Future<Answer> answer : held) {
                answer.get().expect(200);
            }
        } finally {
            go.countDown();
            calls.watch(sql -> {});
        }
        client.ask(plan).expect(200);
    }

    @Test
    void whatNothingNamesIsFoundAmongMuchThatSomethingNames() {
        RuledRepository sample = ruled();
        byte[] untagged = sample.push("a");
        IntStream.range(0, 5).forEach(i -> sample.push("v" + i));
        client.ask("DELETE /v2/" + sample.repository() + "/manifests/a").expect(202);
        sample.age("review SET review_after = 0");
        Inventory inventory = registry.bean(Inventory.class);
        List<Digest> found = new ArrayList<>();
        Optional<String> from = Optional.of("");
        int pages = 0;
        for (; from.isPresent(); pages++) {
            Inventory.Unnamed page = inventory.unnamed(
                    registry.bean(Repositories.class).find(sample.name()).orElseThrow(), from.get(), 2);
            page.found().forEach(manifest -> found.add(manifest.digest()));
            from = page.next();
        }
        assertThat(found).containsExactly(digest(untagged));
        assertThat(pages).isEqualTo(4);
    }

    @Test
    void whatIsPinnedIsRemovedByNobody() {
        RuledRepository sample = ruled().rule("newest", 1, null, null);
        sample.pushAll(3);
        Digest digest = digest(sample.get("v1").body());
        Pinning pinning = registry.bean(Pinning.class);
        pinning.pin(sample.name(), Tag.parse("v1"), "runs in production", "account:mary");
        runs.rulesGrow();
        runs.run();
        assertThat(sample.tags()).containsExactly("v1", "v3");
        for (Object reference : List.of("v1", digest)) {
            assertThat(client.ask("DELETE /v2/" + sample.repository() + "/manifests/" + reference)
                            .refused(403, ErrorCode.DENIED)
                            .text())
                    .contains("account:mary", "runs in production");
        }
        assertThat(registry.bean(Explanations.class).why(sample.name(), digest).advice())
                .anyMatch(advice -> advice.contains("v1 is pinned by account:mary"))
                .anyMatch(advice -> advice.contains("the tag v1: it is pinned"));
        assertThat(pinning.unpin(sample.name(), Tag.parse("v1"))).isTrue();
        assertThat(registry.bean(Explanations.class).why(sample.name(), digest).advice())
                .anyMatch(advice -> advice.contains("-newest' takes it: it is not one of the newest 1 by push"));
        runs.run();
        assertThat(sample.tags()).containsExactly("v3");
    }

    @Test
    void aSignatureThatIsPinnedOrProtectedStaysWhenItsSubjectGoes() {
        RuledRepository sample = ruled().rule("newest", 3, null, null, "*.att");
        sample.pushAll(5);
        String ofFirst = digest(sample.get("v1").body()).toString().replace(':', '-');
        String ofSecond = digest(sample.get("v2").body()).toString().replace(':', '-');
        List<String> kept = List.of(ofFirst + ".sig", ofSecond + ".att");
        kept.forEach(sample::push);
        sample.push(ofFirst + ".sbom");
        sample.push(ofFirst.replace("sha", "SHA"));
        sample.age("tag SET updated_at = updated_at - CASE WHEN name > 'T' THEN 0 ELSE 1000000 END");
        registry.bean(Pinning.class).pin(sample.name(), Tag.parse(kept.getFirst()), "an audit", "account:mary");
        runs.rulesGrow();
        assertThat(sample.summary().goingManifests()).isEqualTo(4);
        runs.run();
        assertThat(sample.tags()).contains("v3", "v4", "v5").containsAll(kept).hasSize(5);
    }

    @Test
    void aRunThatIsCutOffIsTakenUpByTheNext() {
        RuledRepository sample = ruled().rule("newest", 3, null, null);
        sample.pushAll(8);
        runs.rulesGrow();
        runs.run();
        sample.confirm();
        int before = 8;
        for (int most = 1; sample.tags().size() > 3; most += 3) {
            runs.run(most);
            assertThat(sample.tags()).contains("v6", "v7", "v8").hasSizeLessThanOrEqualTo(before);
            before = sample.tags().size();
            assertThat(most).as("steps until it is done").isLessThan(1000);
        }
        runs.run();
        assertThat(sample.tags()).containsExactly("v6", "v7", "v8");
        assertThat(registry.bean(Trash.class).page(sample.name(), "", 100)).hasSize(5);
    }

    @Test
    void aRuleThatIsWithdrawnDuringARunTakesNothingFromTheNextRepository() {
        RuledRepository one = ruled().rule("newest", 3, null, null);
        RuledRepository other = ruled().rule("newest", 3, null, null);
        one.pushAll(5);
        other.pushAll(5);
        runs.rulesGrow();
        RuledRepository later = one.repository().compareTo(other.repository()) < 0 ? other : one;
        boolean[] withdrawn = {false};
        runs.run(Integer.MAX_VALUE, () -> {
            if (!withdrawn[0]) {
                withdrawn[0] = true;
                rules.delete(later.repository().replace('/', '-') + "-newest", rule -> true, gone -> {});
            }
        });
        assertThat(withdrawn).containsExactly(true);
        runs.run();
        assertThat(later.tags()).hasSize(5);
        assertThat((later == one ? other : one).tags()).containsExactly("v3", "v4", "v5");
    }

    @Test
    void nothingOfARepositoryThatWasEmptiedWaitsToBeConfirmed() {
        RuledRepository sample = ruled().rule("newest", 1, null, null);
        sample.pushAll(3);
        runs.rulesGrow();
        runs.run();
        assertThat(confirmations.page("", 1000)).extracting(Hold::repository).contains(sample.name());
        registry.bean(ManifestDeletions.class).deleteAll(sample.name(), "account:mary");
        runs.run();
        assertThat(confirmations.page("", 1000)).extracting(Hold::repository).doesNotContain(sample.name());
    }

    /** One side is held up before each of its statements in turn, while the other one runs. */
    @Test
    void aTagIsMovedDuringRetention() {
        HeldUp heldUp = new HeldUp(registry.bean(RecordedCalls.class));
        HeldUp.inEachOrder(held -> {
            RuledRepository sample = ruled();
            Digest old = digest(sample.push("v1"));
            byte[] layer = Samples.bytes(10);
            client.pushBlob(sample.repository(), layer);
            byte[] moved = Images.manifest(layer);
            Removals.Order order = sample.orderByOldRule();
            HeldUp.Result result = heldUp.run(
                    held,
                    () -> registry.bean(Removals.class).tagged(order, old),
                    () -> client.ask(
                            "PUT /v2/" + sample.repository() + "/manifests/v1",
                            moved,
                            "Content-Type",
                            Images.MANIFEST));
            result.answer().expect(201);
            assertThat(sample.get("v1").expect(200).body()).as(held.toString()).isEqualTo(moved);
            return result;
        });
    }

    /** Of two that wait for each other, PostgreSQL ends one, which is then run again. */
    @Test
    void aManifestIsDeletedDuringRetentionAndNeitherWaitsForTheOther() {
        RecordedCalls calls = registry.bean(RecordedCalls.class);
        HeldUp heldUp = new HeldUp(calls);
        HeldUp.inEachOrder(held -> {
            RuledRepository sample = ruled();
            Digest digest = digest(sample.push("v1"));
            Removals.Order order = sample.orderByOldRule();
            int before = calls.statements().size();
            HeldUp.Result result = heldUp.run(
                    held,
                    () -> registry.bean(Removals.class).tagged(order, digest),
                    () -> client.ask("DELETE /v2/" + sample.repository() + "/manifests/" + digest));
            assertThat(result.answer().status()).isIn(202, 404);
            sample.get(digest).expect(404);
            List<String> run =
                    calls.statements().subList(before, calls.statements().size());
            assertThat(times(run, "SELECT name FROM tag WHERE repository_id = ? AND digest = ?"))
                    .as("removals, " + held)
                    .isEqualTo(1);
            assertThat(times(run, "DELETE FROM tag WHERE repository_id = ? AND digest = ?"))
                    .as("deletes, " + held)
                    .isLessThanOrEqualTo(2);
            return result;
        });
    }

    private static long times(List<String> statements, String beginning) {
        return statements.stream().filter(sql -> sql.startsWith(beginning)).count();
    }

    @Test
    void aManifestOfManyTagsGoesAndComesBackWithFewLocks() {
        RuledRepository sample = ruled();
        Digest digest = digest(sample.push("v0"));
        Removals.Order order = sample.orderByOldRule();
        long repository = order.repository().value();
        database.write(() -> {
            database.batch(
                    "INSERT INTO tag (repository_id, name, digest, updated_at) VALUES (?, ?, ?, 0)",
                    IntStream.rangeClosed(1, 300)
                            .mapToObj(i -> new Object[] {repository, "v" + i, digest.toString()})
                            .toList());
        });
        assertThat(database.<Long>write(() -> {
                    assertThat(registry.bean(Removals.class)
                                    .tagged(order, digest)
                                    .tags())
                            .hasSize(301);
                    return locks(database);
                }))
                .isLessThan(5);
        sample.get(digest).expect(404);
        assertThat(database.<Long>write(() -> {
                    assertThat(registry.bean(Restores.class)
                                    .manifest(sample.name(), digest, "account:mary")
                                    .tags())
                            .hasSize(301);
                    return locks(database);
                }))
                .isLessThan(5);
        sample.get("v300").expect(200);
    }

    @Test
    void aManifestThatGetsATagInTheMiddleOfItsRemovalStays() {
        HeldUp heldUp = new HeldUp(registry.bean(RecordedCalls.class));
        HeldUp.inEachOrder(held -> {
            RuledRepository sample = ruled();
            byte[] manifest = sample.push("v1");
            Removals.Order order = sample.orderByOldRule();
            HeldUp.Result result = heldUp.run(
                    held,
                    () -> registry.bean(Removals.class).tagged(order, digest(manifest)),
                    () -> client.ask(
                            "PUT /v2/" + sample.repository() + "/manifests/v2",
                            manifest,
                            "Content-Type",
                            Images.MANIFEST));
            result.answer().expect(201);
            sample.get("v2").expect(200);
            return result;
        });
    }

    @Test
    void aRuleIsNewAgainWhenItOrOneThatOverlapsItIsChanged() {
        RuleAges ages = registry.bean(RuleAges.class);
        List<RetentionRule> before = List.of(rule("a", "one/**", 3), rule("b", "one/two/*", 3), rule("c", "two", 3));
        List<RetentionRule> after = List.of(rule("a", "one/**", 3), rule("b", "one/two/*", 4), rule("c", "two", 3));
        ages.evaluated(before);
        assertThat(ages.removeFrom(before)).containsOnlyKeys("a", "b", "c");
        assertThat(ages.removeFrom(after)).containsOnlyKeys("c");
        assertThat(ages.grown(before, registry.bean(Inventory.class).now())).isEmpty();
    }

    private static RetentionRule rule(String name, String repository, int keepNewest) {
        return new RuleDefinition(name, repository, null, keepNewest, null, null, null, null, null).parse();
    }
}
