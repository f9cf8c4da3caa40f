package io.staithe.blobstore.filesystem;

import io.staithe.blobstore.BlobStore.Visitor;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.StoreMark;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/** Visits the files below a folder while others come and go. */
final class FilesystemWalk extends SimpleFileVisitor<Path> {

    private final Path root;
    private final Instant olderThan;
    private final Visitor visitor;

    private FilesystemWalk(Path root, Instant olderThan, Visitor visitor) {
        this.root = root;
        this.olderThan = olderThan;
        this.visitor = visitor;
    }

    static void visit(Path root, Instant olderThan, Visitor visitor) throws IOException {
        Files.walkFileTree(root, new FilesystemWalk(root, olderThan, visitor));
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        String name = root.relativize(file).toString();
        boolean old = attributes.lastModifiedTime().toInstant().isBefore(olderThan);
        if (old && attributes.isRegularFile() && StorageKey.isKey(name) && !name.equals(StoreMark.NAME)) {
            visitor.visit(new StorageKey(name), attributes.size());
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof NoSuchFileException && !file.equals(root)) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }
}
