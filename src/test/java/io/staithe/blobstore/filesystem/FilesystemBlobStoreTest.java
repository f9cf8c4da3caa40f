package io.staithe.blobstore.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.staithe.blobstore.BlobContent;
import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BlobStoreContract;
import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.StorageKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesystemBlobStoreTest extends BlobStoreContract {

    private final Path folder;
    private final BlobStore store;

    FilesystemBlobStoreTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.store = new FilesystemBlobStore(folder.resolve("blobs"));
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Override
    protected BlobStore otherNode() throws IOException {
        return new FilesystemBlobStore(folder.resolve("blobs"));
    }

    @Test
    void aKeySpellsThePathOfItsFile() throws IOException {
        StorageKey key = commit(bytes(10));
        Path file = folder.resolve("blobs").resolve(key.value());
        assertThat(store().open(key)).isEqualTo(new BlobContent.LocalFile(file, 10));
        assertThat(file).hasBinaryContent(bytes(10));
    }

    @Test
    void theWalkVisitsUnfinishedWritesToo() throws IOException {
        StorageKey key = newKey();
        try (BlobWriter writer = store().create(key)) {
            writer.write(ByteBuffer.wrap(bytes(10)));
            writer.suspend();
        }
        assertThat(keys(inAnHour())).containsOnlyKeys(key);
    }

    @Test
    void theWalkPassesOverWhatIsNoKey() throws IOException {
        StorageKey key = commit(bytes(10));
        Files.writeString(folder.resolve("blobs/.hidden"), "x");
        Files.writeString(folder.resolve("blobs/a name with spaces"), "x");
        new FilesystemMark(folder.resolve("blobs"), Durability.KERNEL).write("an identity");
        assertThat(keys(inAnHour())).containsOnlyKeys(key);
    }

    @Test
    void theMarkIsReadAsItWasWrittenAndNothingIsReadWhereItIsNot() throws IOException {
        FilesystemMark mark = new FilesystemMark(folder.resolve("blobs"), Durability.KERNEL);
        assertThat(mark.read()).isEmpty();
        mark.write("an identity");
        mark.write("an identity");
        assertThat(mark.read()).contains("an identity");
        assertThat(Path.of(mark.place())).hasContent("an identity");
        FilesystemMark unmounted = new FilesystemMark(folder.resolve("gone"), Durability.KERNEL);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(unmounted::read)
                .withMessageContaining("is its file system mounted?");
    }

    @Test
    void bytesThatAreDroppedGiveTheirRoomBack() throws IOException {
        StorageKey key = newKey();
        try (BlobWriter writer = store().create(key)) {
            writer.write(ByteBuffer.wrap(bytes(1000)));
        }
        assertThat(folder.resolve("blobs").resolve(key.value())).isEmptyFile();
    }
}
