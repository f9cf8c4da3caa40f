package io.staithe.blobstore.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.NoPermissionException;
import io.staithe.blobstore.StorageFullException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers are told when the disk, the folder or a file is not as it should be, and that the store recovers. */
class FilesystemFailureTest {

    private static final StorageKey KEY = new StorageKey("ab/abcd");
    private static final Path KEY_PATH = Path.of("/blobs/ab/abcd");

    private final Path root;
    private final FilesystemBlobStore store;

    FilesystemFailureTest(@TempDir Path folder) throws IOException {
        this.root = folder.resolve("root");
        this.store = new FilesystemBlobStore(root);
    }

    /** The kernel's own device that is always full stands in for a full disk. */
    @Test
    void aFullDiskIsToldFromOtherFailures() throws IOException {
        Files.createDirectories(root.resolve("ab"));
        Files.createSymbolicLink(root.resolve("ab/abcd"), Path.of("/dev/full"));
        try (BlobWriter writer = store.create(KEY)) {
            assertThatExceptionOfType(StorageFullException.class)
                    .isThrownBy(() -> writer.write(ByteBuffer.allocate(10)))
                    .withMessageContaining("no room left for " + root.resolve("ab/abcd"));
            assertThat(writer.size()).isZero();
        }
    }

    @Test
    void aUsedUpQuotaIsAFullDisk() {
        assertThat(FilesystemFailure.translated(KEY_PATH, new IOException("Disk quota exceeded")))
                .isInstanceOf(StorageFullException.class);
    }

    @Test
    void aMissingPermissionNamesTheFileAndTheMend() {
        assertThat(FilesystemFailure.translated(KEY_PATH, new AccessDeniedException("/blobs/ab")))
                .isInstanceOf(NoPermissionException.class)
                .hasMessageContaining("/blobs/ab")
                .hasMessageContaining("check owner and mode");
    }

    @Test
    void anyOtherFailureNamesTheFile() {
        assertThat(FilesystemFailure.translated(KEY_PATH, new IOException("Input/output error")))
                .hasMessage(KEY_PATH + ": Input/output error");
    }

    @Test
    void aFolderThatCannotBeMadeIsNoLostBlob() throws IOException {
        Files.writeString(root.resolve("ab"), "a file where the folder should be");
        isUnavailable(() -> store.create(KEY), root.resolve("ab"));
        Files.delete(root.resolve("ab"));
        commit();
    }

    @Test
    void aRootThatVanishedIsUnavailableAndNotLost() throws IOException {
        WriteState state = suspend();
        Path away = Files.move(root, root.resolveSibling("away"));
        isUnavailable(() -> store.create(KEY), root);
        isUnavailable(() -> store.create(new StorageKey("cd/cdef")), root);
        isUnavailable(() -> store.resume(KEY, state), root);
        isUnavailable(() -> store.open(KEY), root);
        isUnavailable(() -> store.delete(KEY), root);
        isUnavailable(() -> store.forEach(Instant.MAX, (key, size) -> {}), root);
        isUnavailable(store::probe, root);
        Files.move(away, root);
        store.probe();
        try (BlobWriter writer = store.resume(KEY, state)) {
            writer.commit();
        }
        assertThat(store.open(KEY).size()).isEqualTo(3);
    }

    @Test
    void aFileThatVanishedIsLost() throws IOException {
        WriteState state = suspend();
        Files.delete(root.resolve("ab/abcd"));
        isLost(() -> store.resume(KEY, state));
        isLost(() -> store.open(KEY));
        store.delete(KEY);
    }

    @Test
    void aFolderOfFilesThatVanishedIsLostAndMadeAgain() throws IOException {
        commit();
        Files.delete(root.resolve("ab/abcd"));
        Files.delete(root.resolve("ab"));
        isLost(() -> store.open(KEY));
        commit();
        assertThat(store.open(KEY).size()).isEqualTo(3);
    }

    @Test
    void aFileThatWasCutShortCannotGoOn() throws IOException {
        WriteState state = suspend();
        Files.write(root.resolve("ab/abcd"), new byte[2]);
        isLost(() -> store.resume(KEY, state));
    }

    @Test
    void aFileThatWasRemovedWhileItWasWrittenIsNotCommitted() throws IOException {
        try (BlobWriter writer = store.create(KEY)) {
            writer.write(ByteBuffer.allocate(3));
            Files.delete(root.resolve("ab/abcd"));
            isLost(writer::commit);
        }
    }

    @Test
    void aFileThatWasCutWhileItWasWrittenIsNotCommitted() throws IOException {
        try (BlobWriter writer = store.create(KEY)) {
            writer.write(ByteBuffer.allocate(3));
            Files.write(root.resolve("ab/abcd"), new byte[2]);
            isLost(writer::commit);
        }
    }

    @Test
    void aReadThatFindsTooFewBytesFailsRatherThanEnds() throws IOException {
        commit();
        var content = store.open(KEY);
        Files.write(root.resolve("ab/abcd"), new byte[2]);
        try (var stream = content.read(0, 3)) {
            assertThatIOException().isThrownBy(stream::readAllBytes);
        }
    }

    private WriteState suspend() throws IOException {
        try (BlobWriter writer = store.create(KEY)) {
            writer.write(ByteBuffer.allocate(3));
            return writer.suspend();
        }
    }

    private void commit() throws IOException {
        try (BlobWriter writer = store.create(KEY)) {
            writer.write(ByteBuffer.allocate(3));
            writer.commit();
        }
    }

    private static void isLost(ThrowingCallable action) {
        assertThatExceptionOfType(BytesLostException.class).isThrownBy(action);
    }

    private static void isUnavailable(ThrowingCallable action, Path named) {
        assertThatIOException()
                .isThrownBy(action)
                .isNotInstanceOf(BytesLostException.class)
                .withMessageContaining(named.toString());
    }
}
