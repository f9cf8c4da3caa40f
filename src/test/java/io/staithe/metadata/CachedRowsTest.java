package io.staithe.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.database.Database;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.metadata.TagHistory.Action;
import io.staithe.metadata.TagHistory.Cause;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks that may be answered from memory say what the database says, whatever changed it. */
class CachedRowsTest {

    private static final RepositoryName APP = new RepositoryName("app");
    private static final Tag TAG = new Tag("1");
    private static final byte[] CONFIG = "{}".getBytes(UTF_8);

    private TestRegistry registry;
    private Database database;
    private Tags tags;
    private Manifests manifests;
    private Blobs blobs;
    private Digest config;
    private Digest first;
    private Digest second;

    @BeforeEach
    void start(@TempDir Path data) {
        registry = TestRegistry.start(data);
        database = registry.bean(Database.class);
        tags = registry.bean(Tags.class);
        manifests = registry.bean(Manifests.class);
        blobs = registry.bean(Blobs.class);
        RegistryClient client = registry.client();
        config = client.pushBlob("app", CONFIG);
        first = client.pushManifest("app", "1", Images.MANIFEST, Images.manifest(CONFIG));
        client.pushBlob("app", "layer".getBytes(UTF_8));
        second = client.pushManifest("app", "2", Images.MANIFEST, Images.manifest(CONFIG, "layer".getBytes(UTF_8)));
        assertThat(tags.find(APP, TAG)).isPresent();
        assertThat(manifests.find(APP, first)).isPresent();
        assertThat(blobs.find(APP, config)).isPresent();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private void change(String sql, Object... parameters) {
        int rows = database.write(
                () -> database.sql().sql(sql).params(List.of(parameters)).update());
        assertThat(rows).isPositive();
    }

    @Test
    void aTagThatAnyStatementMovesIsSeenAtItsNewPlace() {
        change("UPDATE tag SET digest = ? WHERE name = '1'", second.toString());
        assertThat(tags.find(APP, TAG).map(ManifestHead::digest)).contains(second);
    }

    @Test
    void aTagThatAnyStatementDeletesIsGoneAndComesBack() {
        change("DELETE FROM tag");
        assertThat(tags.find(APP, TAG)).isEmpty();
        RepositoryId repository = registry.bean(Repositories.class).find(APP).orElseThrow();
        database.write(() -> tags.set(repository, TAG, first, new Cause(Action.PUSH, "somebody")));
        assertThat(tags.find(APP, TAG).map(ManifestHead::digest)).contains(first);
    }

    @Test
    void aManifestThatAnyStatementChangesOrDeletesIsSeenSo() {
        change("UPDATE manifest SET media_type = 'a/b' WHERE digest = ?", first.toString());
        assertThat(tags.find(APP, TAG).map(ManifestHead::mediaType)).contains("a/b");
        change("DELETE FROM tag");
        change("DELETE FROM manifest");
        assertThat(manifests.find(APP, first)).isEmpty();
    }

    @Test
    void aBlobIsSeenAsAnyStatementLeavesIt() {
        change("UPDATE blob SET storage_key = 'elsewhere' WHERE digest = ?", config.toString());
        assertThat(blobs.find(APP, config).map(blob -> blob.key().value())).contains("elsewhere");
        change("UPDATE review SET review_after = 0");
        assertThat(blobs.find(APP, config).map(StoredBlob::dueSoon)).contains(true);
        change("DELETE FROM review");
        assertThat(blobs.find(APP, config).map(StoredBlob::dueSoon)).contains(false);
        change("DELETE FROM tag");
        change("DELETE FROM manifest");
        change("DELETE FROM repository_blob");
        assertThat(blobs.find(APP, config)).isEmpty();
    }

    @Test
    void aRepositoryIsFoundUnderItsNewNameOnly() {
        change("UPDATE repository SET name = 'other'");
        assertThat(tags.find(APP, TAG)).isEmpty();
        assertThat(tags.find(new RepositoryName("other"), TAG)).isPresent();
    }

    @Test
    void whatWasRolledBackWasNeverSeen() {
        assertThatThrownBy(() -> database.write(() -> {
                    change("UPDATE tag SET digest = ? WHERE name = '1'", second.toString());
                    assertThat(tags.find(APP, TAG).map(ManifestHead::digest)).contains(second);
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(tags.find(APP, TAG).map(ManifestHead::digest)).contains(first);
    }

    @Test
    void nobodySeesLessThanWhatWasAcknowledged() throws Exception {
        int rounds = 300;
        AtomicInteger acknowledged = new AtomicInteger();
        try (ExecutorService readers = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> reads = List.of(
                    readers.submit(() -> read(acknowledged, rounds)),
                    readers.submit(() -> read(acknowledged, rounds)),
                    readers.submit(() -> read(acknowledged, rounds)));
            for (int round = 1; round <= rounds; round++) {
                change("UPDATE manifest SET media_type = ? WHERE digest = ?", "a/" + round, first.toString());
                acknowledged.set(round);
            }
            for (Future<Integer> read : reads) {
                assertThat(read.get()).isPositive();
            }
        }
    }

    private int read(AtomicInteger acknowledged, int rounds) {
        int looks = 0;
        int last = 0;
        while (last < rounds) {
            int least = Math.max(last, acknowledged.get());
            String type = tags.find(APP, TAG).orElseThrow().mediaType();
            last = type.startsWith("a/") ? Integer.parseInt(type.substring(2)) : 0;
            assertThat(last).isGreaterThanOrEqualTo(least);
            looks++;
        }
        return looks;
    }
}
