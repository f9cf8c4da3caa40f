package io.staithe.storeidentity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.staithe.blobstore.BackEnd;
import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.filesystem.FilesystemBlobStore;
import io.staithe.database.Database;
import io.staithe.database.OfflineDatabase;
import io.staithe.metadata.StoreIdentities;
import io.staithe.metadata.StoredKeys;
import io.staithe.testing.AtOnce;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which stores a database takes for its own, and which it does not. */
class StoreIdentityTest {

    private final RandomGenerator random = new SplittableRandom();
    private final Path folder;
    private final OfflineDatabase file;
    private final Database database;
    private final MarkInMemory mark = new MarkInMemory();
    private final BlobStore store;

    StoreIdentityTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.file = OfflineDatabase.open(folder.resolve("data").toString(), "", "", false);
        file.migrate();
        this.database = file.database();
        this.store = new FilesystemBlobStore(folder.resolve("blobs"));
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    private StoreIdentity node() {
        return node(store);
    }

    /** One that has just been started. */
    private StoreIdentity node(BlobStore blobs) {
        return new StoreIdentity(
                database,
                new StoreIdentities(database),
                new StoredKeys(database),
                new BackEnd(blobs, mark),
                new SplittableRandom(random.nextLong()));
    }

    private String recorded() {
        return new StoreIdentities(database).find().orElseThrow().identity();
    }

    /** A row, and its bytes in the store. */
    private void push() throws IOException {
        StorageKey key = StorageKey.random(random);
        try (BlobWriter writer = store.create(key)) {
            writer.write(ByteBuffer.wrap(new byte[] {1}));
            var _ = writer.commit();
        }
        database.write(() -> database.sql()
                .sql("INSERT INTO blob (digest, size, storage_key, created_at) VALUES (?, 1, ?, 0)")
                .params("sha256:" + key, key.value())
                .update());
    }

    @Test
    void theFirstStartMarksTheStoreAndLaterOnesKnowIt() throws IOException {
        node().check();
        assertThat(mark.read()).contains(recorded());
        assertThat(recorded()).matches("[0-9a-f]{32}");
        node().check();
        assertThat(mark.read()).contains(recorded());
    }

    @Test
    void nodesThatStartAtOnceAgree() throws IOException {
        assertThat(AtOnce.run(8, i -> {
                    assertThatCode(node()::check).doesNotThrowAnyException();
                    return recorded();
                }))
                .containsOnly(recorded());
        assertThat(mark.read()).contains(recorded());
    }

    @Test
    void aStartThatWasKilledBeforeTheMarkWasWrittenIsGoneOnWith() throws IOException {
        database.write(() -> {
            new StoreIdentities(database).propose("first");
            return true;
        });
        node().check();
        assertThat(mark.read()).contains("first");
    }

    @Test
    void aStoreWithoutTheMarkIsNotTheRightOne() throws IOException {
        node().check();
        mark.remove();
        String known = recorded();
        assertThatExceptionOfType(WrongStoreException.class)
                .isThrownBy(node()::check)
                .withMessageContaining("there is no the mark in memory")
                .withMessageContaining(known);
        mark.write(known);
        node().check();
    }

    @Test
    void aStoreWithAnotherMarkIsNotTheRightOne() throws IOException {
        node().check();
        mark.write("another");
        assertThatExceptionOfType(WrongStoreException.class)
                .isThrownBy(node()::check)
                .withMessageContaining("another")
                .withMessageContaining(recorded());
    }

    @Test
    void aNodeThatRunsNoticesAndComesBack() throws IOException {
        StoreIdentity node = node();
        node.check();
        mark.remove();
        node.checkOnceInAWhile();
        assertThatExceptionOfType(WrongStoreException.class).isThrownBy(node::check);
        assertThatExceptionOfType(WrongStoreException.class).isThrownBy(node::checkOnceInAWhile);
        mark.write(recorded());
        node.checkOnceInAWhile();
    }

    @Test
    void whatCannotBeReadIsNeitherRightNorWrong() throws IOException {
        mark.fail(new IOException("not now"));
        StoreIdentity node = node();
        assertThatExceptionOfType(IOException.class).isThrownBy(node::check).isNotInstanceOf(WrongStoreException.class);
        mark.fail(null);
        node.checkOnceInAWhile();
        assertThat(mark.read()).contains(recorded());
    }

    @Test
    void aDatabaseFromBeforeThereWereMarksTakesTheStoreThatHasItsBlobs() throws IOException {
        push();
        push();
        node().check();
        assertThat(mark.read()).contains(recorded());
    }

    @Test
    void aDatabaseFromBeforeThereWereMarksDoesNotTakeAStoreThatHasNoneOfItsBlobs() throws IOException {
        push();
        BlobStore empty = new FilesystemBlobStore(folder.resolve("empty"));
        assertThatExceptionOfType(WrongStoreException.class)
                .isThrownBy(node(empty)::check)
                .withMessageContaining("none of the 1 blobs");
        assertThat(mark.read()).isEmpty();
        mark.write(recorded());
        node(empty).check();
    }

    @Test
    void anOldBackupOfTheDatabaseTakesTheMarkThatTheStoreHas() throws IOException {
        push();
        mark.write("made later");
        node().check();
        assertThat(recorded()).isEqualTo("made later");
        assertThat(mark.read()).contains("made later");
    }

    @Test
    void aNewDatabaseDoesNotTakeTheStoreOfAnother() throws IOException {
        mark.write("another's");
        assertThatExceptionOfType(WrongStoreException.class)
                .isThrownBy(node()::check)
                .withMessageContaining("another's")
                .withMessageContaining("this database knows nothing");
        assertThat(new StoreIdentities(database).find()).isEmpty();
    }
}
