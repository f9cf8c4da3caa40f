package io.staithe.blobstore.filesystem;

import static java.nio.file.StandardOpenOption.READ;

import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Appends to one file. What the last suspend made durable needs no second sync. */
final class FilesystemBlobWriter implements BlobWriter {

    private final StorageKey key;
    private final Path path;
    private final Path folder;
    private final FileChannel channel;
    private final Durability durability;
    private final List<StorageKey> superfluous;
    private long began;
    private long kept;
    private long size;
    private boolean durable;
    private boolean nameDurable;

    /**
     * Writes a new file.
     *
     * @param superfluous keys of files that nobody needs once this one is
     */
    FilesystemBlobWriter(
            StorageKey key, Path path, FileChannel channel, Durability durability, List<StorageKey> superfluous) {
        this.key = key;
        this.path = path;
        this.folder = DurableFolders.parent(path);
        this.channel = channel;
        this.durability = durability;
        this.superfluous = superfluous;
    }

    /** Goes on with a file whose first {@code durableSize} bytes are durable. */
    FilesystemBlobWriter(
            StorageKey key,
            Path path,
            FileChannel channel,
            Durability durability,
            List<StorageKey> superfluous,
            long durableSize)
            throws IOException {
        this(key, path, channel, durability, superfluous);
        long found = channel.size();
        if (found < durableSize) {
            throw new BytesLostException(path + " has " + found + " bytes instead of " + durableSize);
        }
        if (found > durableSize) {
            channel.truncate(durableSize);
        }
        channel.position(durableSize);
        this.size = durableSize;
        this.began = durableSize;
        this.kept = durableSize;
        this.nameDurable = true;
        this.durable = found == durableSize;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                durable = false;
                size += channel.write(bytes);
            }
        } catch (IOException e) {
            throw FilesystemFailure.translated(path, e);
        }
    }

    /**
     * Appends the beginning of another file, by the kernel or the file server where they can.
     *
     * @param length in bytes
     */
    void append(Path source, long length) throws IOException {
        try (FileChannel from = FileChannel.open(source, READ)) {
            for (long copied = 0; copied < length; ) {
                long count = from.transferTo(copied, length - copied, channel);
                if (count <= 0) {
                    throw new BytesLostException(source + " ends after " + copied + " bytes instead of " + length);
                }
                copied += count;
                size += count;
                durable = false;
            }
        } catch (IOException e) {
            throw FilesystemFailure.translated(path, e);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public WriteState suspend() throws IOException {
        makeDurable();
        return new FileState(key, superfluous).toWriteState(size);
    }

    @Override
    public Committed commit() throws IOException {
        makeDurable();
        requireWhole();
        return new Committed(key, true, superfluous);
    }

    /** A file that somebody removed or cut meanwhile could be written to all the same. */
    private void requireWhole() throws IOException {
        try {
            long found = Files.size(path);
            if (found != size) {
                throw new BytesLostException(path + " has " + found + " bytes instead of " + size);
            }
        } catch (NoSuchFileException e) {
            throw new BytesLostException(path + " was removed while it was written");
        }
    }

    private void makeDurable() throws IOException {
        if (durable) {
            return;
        }
        try {
            durability.syncFile(path, channel);
            if (!nameDurable) {
                durability.syncFolder(folder);
                nameDurable = true;
            }
        } catch (IOException e) {
            throw FilesystemFailure.translated(path, e);
        }
        durable = true;
        kept = size;
    }

    /** A file of this writer's own goes; of one that goes on from an earlier writer, what came since. */
    @Override
    public void revoke() throws IOException {
        kept = began;
        if (began == 0) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            if (size > kept) {
                channel.truncate(kept);
            }
        }
    }
}
