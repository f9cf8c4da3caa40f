package io.staithe.blobstore.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.StorageFullException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system's journal may hide a call that is missing, so this holds the calls themselves and their order. */
class DurabilityOrderTest {

    private static final StorageKey KEY = new StorageKey("ab/abcd");

    private final Path folder;
    private final RecordingDurability durability;
    private final FilesystemBlobStore store;

    DurabilityOrderTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.durability = new RecordingDurability(folder);
        this.store = new FilesystemBlobStore(folder.resolve("root"), durability, "");
    }

    @Test
    void theNamesOfTheRootAndOfAllFoldersAboveItAreMadeDurableFirst() throws IOException {
        durability.take();
        new FilesystemBlobStore(folder.resolve("new/data/blobs"), durability, "");
        assertThat(durability.take()).startsWith("folder new/data", "folder new", "folder .", "folder ..");
    }

    @Test
    void aFoldersNameIsDurableBeforeAFileIsMadeInIt() throws IOException {
        durability.take();
        try (BlobWriter writer = store.create(KEY)) {
            assertThat(durability.take()).containsExactly("folder root");
            writer.commit();
        }
    }

    @Test
    void eachFolderOfADeepKeyIsDurableFromTheTopDown() throws IOException {
        durability.take();
        store.create(new StorageKey("a/b/c/file")).close();
        assertThat(durability.take()).containsExactly("folder root", "folder root/a", "folder root/a/b");
    }

    @Test
    void aFolderOfAnEarlierProcessIsMadeDurableAgain() throws IOException {
        Files.createDirectories(folder.resolve("root/ab"));
        durability.take();
        store.create(KEY).close();
        assertThat(durability.take()).containsExactly("folder root");
    }

    @Test
    void aFolderIsMadeDurableOnce() throws IOException {
        store.create(KEY).close();
        durability.take();
        store.create(new StorageKey("ab/other")).close();
        assertThat(durability.take()).isEmpty();
    }

    @Test
    void aFolderThatWasRemovedIsMadeDurableAgain() throws IOException {
        store.create(KEY).close();
        store.delete(KEY);
        Files.delete(folder.resolve("root/ab"));
        durability.take();
        store.create(KEY).close();
        assertThat(durability.take()).containsExactly("folder root");
    }

    @Test
    void aCommitSyncsAllBytesOfTheFileAndThenItsName() throws IOException {
        try (BlobWriter writer = store.create(KEY)) {
            writer.write(ByteBuffer.allocate(10));
            writer.write(ByteBuffer.allocate(10));
            durability.take();
            writer.commit();
            assertThat(durability.take()).containsExactly("file root/ab/abcd 20", "folder root/ab");
        }
    }

    @Test
    void anEmptyFileIsSyncedToo() throws IOException {
        try (BlobWriter writer = store.create(KEY)) {
            durability.take();
            writer.commit();
        }
        assertThat(durability.take()).containsExactly("file root/ab/abcd 0", "folder root/ab");
    }

    @Test
    void aSuspendIsAsDurableAsACommit() throws IOException {
        suspend();
        assertThat(durability.take()).containsExactly("file root/ab/abcd 10", "folder root/ab");
    }

    @Test
    void whatTheLastSuspendMadeDurableIsNotSyncedAgain() throws IOException {
        WriteState state = suspend();
        durability.take();
        try (BlobWriter writer = store.resume(KEY, state)) {
            writer.commit();
        }
        assertThat(durability.take()).isEmpty();
    }

    @Test
    void bytesThatAResumeDropsAreSyncedAway() throws IOException {
        WriteState state = suspend();
        Files.write(folder.resolve("root/ab/abcd"), new byte[30]);
        durability.take();
        try (BlobWriter writer = store.resume(KEY, state)) {
            writer.commit();
        }
        assertThat(durability.take()).containsExactly("file root/ab/abcd 10");
    }

    @Test
    void whatCannotBeSyncedIsNotCommittedAndItsRoomIsGivenBack() throws IOException {
        try (BlobWriter writer = store.create(KEY)) {
            writer.write(ByteBuffer.allocate(10));
            durability.failWith(new IOException("No space left on device"));
            assertThatExceptionOfType(StorageFullException.class).isThrownBy(writer::commit);
        }
        assertThat(folder.resolve("root/ab/abcd")).isEmptyFile();
    }

    @Test
    void whatCouldNotBeSyncedOnceIsSyncedByTheNextAttempt() throws IOException {
        WriteState state = suspend();
        try (BlobWriter writer = store.resume(KEY, state)) {
            writer.write(ByteBuffer.allocate(5));
            durability.failWith(new IOException("Input/output error"));
            assertThatExceptionOfType(IOException.class).isThrownBy(writer::suspend);
        }
        durability.take();
        try (BlobWriter writer = store.resume(KEY, state)) {
            writer.write(ByteBuffer.allocate(5));
            writer.commit();
        }
        assertThat(durability.take()).containsExactly("file root/ab/abcd 15");
    }

    @Test
    void aProbeThatFailsLeavesNothingBehind() throws IOException {
        store.probe();
        durability.failWith(new IOException("Input/output error"));
        assertThatExceptionOfType(IOException.class).isThrownBy(store::probe);
        assertThat(folder.resolve("root/probe")).isEmptyDirectory();
    }

    @Test
    void aDeletionIsDurableInEachFolderWhenItReturns() throws IOException {
        StorageKey other = new StorageKey("ab/other");
        StorageKey elsewhere = new StorageKey("cd/cdef");
        for (StorageKey key : List.of(KEY, other, elsewhere)) {
            store.create(key).close();
        }
        durability.take();
        assertThat(store.delete(List.of(KEY, other, elsewhere))).isEmpty();
        assertThat(durability.take()).containsExactlyInAnyOrder("folder root/ab", "folder root/cd");
    }

    @Test
    void aDeletionThatIsNotDurableIsNoneAndIsDoneAgain() throws IOException {
        store.create(KEY).close();
        durability.failWith(new IOException("Input/output error"));
        assertThat(store.delete(List.of(KEY))).containsKey(KEY);
        durability.take();
        assertThat(store.delete(List.of(KEY))).isEmpty();
        assertThat(durability.take()).containsExactly("folder root/ab");
    }

    @Test
    void whatAnUploadLeftIsRemovedDurably() throws IOException {
        WriteState state = suspend();
        durability.take();
        store.discard(KEY, state);
        assertThat(durability.take()).containsExactly("folder root/ab");
    }

    private WriteState suspend() throws IOException {
        try (BlobWriter writer = store.create(KEY)) {
            writer.write(ByteBuffer.allocate(10));
            durability.take();
            return writer.suspend();
        }
    }
}
