package io.staithe.blobstore.filesystem;

import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.NoPermissionException;
import io.staithe.blobstore.StorageFullException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Tells the failures of a file system apart, as far as a caller acts on the difference. */
final class FilesystemFailure {

    private FilesystemFailure() {}

    /** An action on a file. */
    @FunctionalInterface
    interface FileAction<T> {
        T run() throws IOException;
    }

    /** For an action that makes the file: what can be missing is the folder that all lie in, and no bytes are lost. */
    static <T> T unavailable(Path root, Path path, FileAction<T> action) throws IOException {
        try {
            return action.run();
        } catch (IOException e) {
            throw Files.isDirectory(root) ? translated(path, e) : rootIsMissing(root);
        }
    }

    /** For an action on a file that should be there. */
    static <T> T lost(Path root, Path path, FileAction<T> action) throws IOException {
        try {
            return action.run();
        } catch (NoSuchFileException e) {
            throw Files.isDirectory(root)
                    ? new BytesLostException("there is no file " + e.getFile())
                    : rootIsMissing(root);
        } catch (IOException e) {
            throw translated(path, e);
        }
    }

    static IOException rootIsMissing(Path root) {
        return new NoSuchFileException(root.toString(), null, "the folder is not there: is its file system mounted?");
    }

    static IOException translated(Path path, IOException e) {
        if (isFull(e)) {
            return new StorageFullException("there is no room left for " + path, e);
        }
        if (e instanceof AccessDeniedException denied) {
            return new NoPermissionException(
                    "no permission for " + denied.getFile() + ": check owner and mode of the folder", e);
        }
        if (e instanceof FileSystemException || e instanceof BytesLostException) {
            return e;
        }
        return new IOException(path + ": " + e.getMessage(), e);
    }

    /** Java has no class for a full disk; the text is the C library's, which the kernel's error number selects. */
    private static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left on device") || message.contains("disk quota exceeded");
    }
}
