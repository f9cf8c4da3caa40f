package io.staithe.blobstore.filesystem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.staithe.blobstore.StoreMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** A file in the folder of the blobs. Where it is not, something else is mounted there, or nothing. */
final class FilesystemMark implements StoreMark {

    static final String PROPERTY = "staithe.storage.filesystem.root";

    private final Path root;
    private final Path file;
    private final Durability durability;

    FilesystemMark(Path root, Durability durability) {
        this.root = root.toAbsolutePath().normalize();
        this.file = this.root.resolve(NAME);
        this.durability = durability;
    }

    @Override
    public Optional<String> read() throws IOException {
        try {
            return StoreMark.identity(Files.readString(file, ISO_8859_1));
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(root)) {
                throw FilesystemFailure.rootIsMissing(root);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw FilesystemFailure.translated(file, e);
        }
    }

    /** In place and from the front: who reads it half-written takes it for none, and nobody has relied on it yet. */
    @Override
    public void write(String identity) throws IOException {
        ByteBuffer content = ByteBuffer.wrap((identity + "\n").getBytes(ISO_8859_1));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
            durability.syncFile(file, channel);
            durability.syncFolder(root);
        } catch (IOException e) {
            throw FilesystemFailure.translated(file, e);
        }
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public Setting setting() {
        return new Setting(PROPERTY, root.toString());
    }

    /** A file system may be unmounted at any moment, and the file is read in microseconds. */
    @Override
    public Duration trust() {
        return Duration.ofSeconds(1);
    }
}
