package io.staithe.blobstore.filesystem;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.staithe.blobstore.BlobContent;
import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.BlobWriter.Committed;
import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One file a key, at the path that the key spells, written in place: a key is random and no row refers to it before the
 * commit, so nobody can see it grow.
 */
public final class FilesystemBlobStore implements BlobStore {

    /** What stands between the key of an upload and what tells the files of its writers apart. */
    private static final String SEPARATOR = ".";

    private final Path root;
    private final Durability durability;
    private final String writer;
    private final DurableFolders folders;

    /** Uses a folder that no other process writes to. It is created if it is missing. */
    public FilesystemBlobStore(Path root) throws IOException {
        this(root, Durability.KERNEL, "");
    }

    /**
     * Uses a folder, which is created if it is missing.
     *
     * @param writer what the names of this process's files end with, so that it and others never write to one file; empty if
     *     there are no others
     */
    FilesystemBlobStore(Path root, Durability durability, String writer) throws IOException {
        this.writer = writer;
        this.root = root.toAbsolutePath().normalize();
        this.durability = durability;
        this.folders = DurableFolders.below(this.root, durability);
    }

    @Override
    public BlobWriter create(StorageKey key) throws IOException {
        return create(own(key), List.of());
    }

    private FilesystemBlobWriter create(StorageKey file, List<StorageKey> superfluous) throws IOException {
        Path path = path(file);
        return FilesystemFailure.unavailable(root, path, () -> {
            folders.ensure(DurableFolders.parent(path));
            FileChannel channel = FileChannel.open(path, CREATE, TRUNCATE_EXISTING, WRITE);
            return new FilesystemBlobWriter(file, path, channel, durability, superfluous);
        });
    }

    /** The file that this process alone writes of an upload, one request at a time. */
    private StorageKey own(StorageKey upload) {
        return writer.isEmpty() ? upload : new StorageKey(upload.value() + SEPARATOR + writer);
    }

    @Override
    public BlobWriter resume(StorageKey key, WriteState state) throws IOException {
        FileState file = FileState.of(key, state);
        return file.file().equals(own(key)) ? resume(file, state.size()) : resumeBeside(key, file, state);
    }

    /**
     * Another node has the file open, perhaps, and is making it longer. If it does so only after a commit of what is there,
     * whoever opens the blob knows how long it is.
     */
    private BlobWriter resumeBeside(StorageKey key, FileState file, WriteState state) throws IOException {
        long found = open(file.file()).size();
        if (found < state.size()) {
            throw new BytesLostException(path(file.file()) + " has " + found + " bytes instead of " + state.size());
        }
        if (found > state.size()) {
            return copy(own(key), file, state.size());
        }
        return new CopyingBlobWriter(
                state, new Committed(file.file(), true, file.superfluous()), () -> copy(own(key), file, state.size()));
    }

    private BlobWriter copy(StorageKey own, FileState from, long size) throws IOException {
        FilesystemBlobWriter copy =
                create(own, from.all().stream().filter(key -> !key.equals(own)).toList());
        try {
            copy.append(path(from.file()), size);
            return copy;
        } catch (IOException e) {
            copy.close();
            throw e;
        }
    }

    private BlobWriter resume(FileState file, long size) throws IOException {
        Path path = path(file.file());
        return FilesystemFailure.lost(root, path, () -> {
            FileChannel channel = FileChannel.open(path, WRITE);
            try {
                return new FilesystemBlobWriter(file.file(), path, channel, durability, file.superfluous(), size);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        });
    }

    @Override
    public BlobContent open(StorageKey key) throws IOException {
        Path path = path(key);
        return FilesystemFailure.lost(root, path, () -> new BlobContent.LocalFile(path, Files.size(path)));
    }

    @Override
    public BlobContent open(StorageKey key, long size) throws IOException {
        BlobContent content = open(key);
        if (content.size() < size || (content.size() > size && writer.isEmpty())) {
            throw new BytesLostException(path(key) + " has " + content.size() + " bytes instead of " + size);
        }
        return new BlobContent.LocalFile(path(key), size);
    }

    @Override
    public Map<StorageKey, IOException> delete(Collection<StorageKey> keys) {
        Map<StorageKey, IOException> failures = new HashMap<>();
        Map<Path, List<StorageKey>> removed = new LinkedHashMap<>();
        for (StorageKey key : keys) {
            try {
                remove(key);
                removed.computeIfAbsent(DurableFolders.parent(path(key)), folder -> new ArrayList<>())
                        .add(key);
            } catch (IOException e) {
                failures.put(key, e);
            }
        }
        removed.forEach((folder, inside) -> {
            try {
                syncNames(folder);
            } catch (IOException e) {
                inside.forEach(key -> failures.put(key, e));
            }
        });
        return failures;
    }

    /** Or files that no row knows any more would be there again after a power cut. */
    private void syncNames(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try {
                durability.syncFolder(folder);
            } catch (IOException e) {
                throw FilesystemFailure.translated(folder, e);
            }
        }
    }

    @Override
    public void discard(StorageKey key, @Nullable WriteState state) throws IOException {
        remove(key);
        if (!writer.isEmpty()) {
            for (StorageKey file : filesOf(key)) {
                remove(file);
            }
        }
        syncNames(DurableFolders.parent(path(key)));
    }

    /** Those of all nodes. */
    private List<StorageKey> filesOf(StorageKey upload) throws IOException {
        Path path = path(upload);
        String beginning = path.getFileName() + SEPARATOR;
        List<StorageKey> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                DurableFolders.parent(path),
                file -> String.valueOf(file.getFileName()).startsWith(beginning))) {
            found.forEach(file -> files.add(new StorageKey(root.relativize(file).toString())));
        } catch (NoSuchFileException e) {
            requireRoot();
        }
        return files;
    }

    private void remove(StorageKey key) throws IOException {
        Path path = path(key);
        FilesystemFailure.lost(root, path, () -> Files.deleteIfExists(path) || requireRoot());
    }

    @Override
    public void forEach(Instant olderThan, Visitor visitor) throws IOException {
        FilesystemWalk.visit(root, olderThan, visitor);
    }

    @Override
    public void probe() throws IOException {
        StorageKey key = new StorageKey("probe/" + UUID.randomUUID());
        try {
            writeOneByte(key);
            if (open(own(key)).size() != 1) {
                throw new BytesLostException("a byte that was just written to " + root + " cannot be read");
            }
        } finally {
            delete(own(key));
        }
    }

    private void writeOneByte(StorageKey key) throws IOException {
        try (BlobWriter writer = create(key)) {
            writer.write(ByteBuffer.wrap(new byte[] {1}));
            var _ = writer.commit();
        }
    }

    /** Nothing can be said about the bytes in a folder that is not there. */
    private boolean requireRoot() throws IOException {
        if (!Files.isDirectory(root)) {
            throw FilesystemFailure.rootIsMissing(root);
        }
        return true;
    }

    private Path path(StorageKey key) {
        return root.resolve(key.value());
    }
}
