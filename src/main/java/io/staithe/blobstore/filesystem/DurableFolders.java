package io.staithe.blobstore.filesystem;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Folders below a root whose names survive a power cut: with them the files that they hold would be lost. Thread-safe. */
final class DurableFolders {

    private final Path root;
    private final Durability durability;
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    private DurableFolders(Path root, Durability durability) {
        this.root = root;
        this.durability = durability;
    }

    /** Creates the root if it is missing. */
    static DurableFolders below(Path root, Durability durability) throws IOException {
        Files.createDirectories(root);
        syncAbove(parent(root), durability);
        return new DurableFolders(root, durability);
    }

    /** The root may be new, and so may folders above it; those that others own cannot always be opened. */
    private static void syncAbove(Path parent, Durability durability) throws IOException {
        durability.syncFolder(parent);
        for (Path above = parent.getParent(); above != null && Files.isReadable(above); above = above.getParent()) {
            durability.syncFolder(above);
        }
    }

    /** Makes the folder and its name durable before any file in it can be. */
    void ensure(Path folder) throws IOException {
        if (folder.equals(root) || (durable.contains(folder) && Files.isDirectory(folder))) {
            return;
        }
        Path parent = parent(folder);
        ensure(parent);
        createIfMissing(folder);
        durability.syncFolder(parent);
        durable.add(folder);
    }

    private static void createIfMissing(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /** The folder that a path lies in; the path itself if it is a root. */
    static Path parent(Path path) {
        return Objects.requireNonNullElse(path.getParent(), path);
    }
}
