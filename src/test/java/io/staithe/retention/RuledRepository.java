package io.staithe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.metadata.Inventory;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.TagHistory;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import io.staithe.testing.Answer;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A repository of a test alone, and what rules make of it. */
final class RuledRepository {

    private final TestRegistry registry;
    private final RegistryClient client;
    private final Database database;
    private final String repository = Samples.repository();
    private final RepositoryName name = RepositoryName.parse(repository);

    RuledRepository(TestRegistry registry) {
        this.registry = registry;
        this.client = registry.client();
        this.database = registry.bean(Database.class);
    }

    String repository() {
        return repository;
    }

    RepositoryName name() {
        return name;
    }

    /** Adds a rule that is about this repository and no other. */
    RuledRepository rule(
            String rule,
            @Nullable Integer keepNewest,
            @Nullable String keepPulledWithin,
            @Nullable String expireUntagged,
            String... protect) {
        registry.bean(RetentionRules.class)
                .create(
                        new RuleDefinition(
                                repository.replace('/', '-') + "-" + rule,
                                repository,
                                List.of("*"),
                                keepNewest,
                                "push",
                                keepPulledWithin,
                                false,
                                expireUntagged,
                                List.of(protect)),
                        made -> {});
        return this;
    }

    /** @return the manifest */
    byte[] push(String tag) {
        byte[] layer = Samples.bytes(1000);
        client.pushBlob(repository, layer);
        byte[] manifest = Images.manifest(layer);
        client.pushManifest(repository, tag, Images.MANIFEST, manifest);
        return manifest;
    }

    /** Pushes {@code v1}, {@code v2} and so on, of which each seems to be a second newer than the one before. */
    void pushAll(int count) {
        IntStream.rangeClosed(1, count).forEach(i -> push("v" + i));
        age("tag SET updated_at = updated_at - 1000 * (100 - CAST(substr(name, 2) AS INTEGER))");
    }

    /** Changes the time of something in this repository. */
    void age(String what) {
        database.write(() -> database.sql()
                .sql("UPDATE " + what + " WHERE repository_id = (SELECT id FROM repository WHERE name = ?)")
                .param(repository)
                .update());
    }

    List<String> tags() {
        return client.ask("GET /v2/" + repository + "/tags/list")
                .expect(200)
                .json()
                .path("tags")
                .valueStream()
                .map(tag -> tag.stringValue())
                .toList();
    }

    Answer get(Object reference) {
        return client.ask("GET /v2/" + repository + "/manifests/" + reference);
    }

    RetentionPlan.Summary summary() {
        return registry.bean(RetentionPlans.class)
                .plan(name, false, "", 100)
                .summary()
                .orElseThrow();
    }

    void confirm() {
        assertThat(registry.bean(Confirmations.class).confirm(name, "account:mary"))
                .isPresent();
    }

    /** Who moved a tag last. */
    String by(String tag) {
        return registry.bean(TagHistory.class)
                .moves(name, Tag.parse(tag), 1)
                .getFirst()
                .cause()
                .orElseThrow()
                .by();
    }

    long lastPulls() {
        return database.sql()
                .sql("SELECT count(*) FROM last_pull WHERE repository_id = (SELECT id FROM repository WHERE name = ?)")
                .param(repository)
                .query(Long.class)
                .single();
    }

    /** What a run is told to do that came to the repository when all of its tags were old, and a rule took them. */
    Removals.Order orderByOldRule() {
        age("tag SET updated_at = 0");
        RetentionRule rule = new RuleDefinition("old", repository, null, null, null, "1d", null, null, null).parse();
        Inventory inventory = registry.bean(Inventory.class);
        return new Removals.Order(
                name,
                registry.bean(Repositories.class).find(name).orElseThrow(),
                new Evaluation(List.of(rule), inventory.now()),
                Set.of("old"));
    }
}
