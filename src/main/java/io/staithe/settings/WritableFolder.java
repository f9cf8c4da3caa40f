package io.staithe.settings;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Proves that a configured folder can be written before anything relies on it. */
public final class WritableFolder {

    private WritableFolder() {}

    /**
     * Creates the folder if it is missing, so that a power cut cannot take it back, and writes a file in it.
     *
     * @throws InvalidSettingException naming who runs, the folder, its owner and mode, and the mend
     */
    public static Path prepare(String property, Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            create(absolute);
            Files.delete(Files.createTempFile(absolute, "write-check", null));
            return folder;
        } catch (IOException e) {
            Path existing = closestExisting(absolute);
            String reason = "the folder %s cannot be written by user %s (uid %s): %s; %s"
                    .formatted(absolute, System.getProperty("user.name"), uid(), e, state(existing));
            throw new InvalidSettingException(property, folder.toString(), reason, remedy(absolute, existing, e));
        }
    }

    private static void create(Path folder) throws IOException {
        Path existing = closestExisting(folder);
        Files.createDirectories(folder);
        for (Path created = folder; created != null && !created.equals(existing); created = created.getParent()) {
            sync(created.getParent());
        }
    }

    private static void sync(@Nullable Path folder) throws IOException {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static String remedy(Path folder, Path existing, IOException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (!Files.isDirectory(existing)) {
            return existing + " is no folder: move it away, or set another folder.";
        }
        if (text.contains("read-only file system")) {
            return "Mount the file system of " + existing + " writable, or set another folder.";
        }
        if (text.contains("no space left") || text.contains("quota exceeded")) {
            return "Make room on the file system of " + existing + ", or set another folder.";
        }
        if (e instanceof AccessDeniedException) {
            return existing.equals(folder)
                    ? "Run 'chown -R " + uid() + " " + folder + "' as root, or set another folder."
                    : "Run 'install -d -o " + uid() + " " + folder + "' as root, or set another folder.";
        }
        return "Set a folder on a file system that can be written.";
    }

    private static Path closestExisting(Path folder) {
        Path candidate = folder;
        while (!Files.exists(candidate)) {
            Path parent = candidate.getParent();
            if (parent == null) {
                return candidate;
            }
            candidate = parent;
        }
        return candidate;
    }

    private static String state(Path path) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
            return path + " belongs to " + attributes.owner().getName() + " with mode "
                    + PosixFilePermissions.toString(attributes.permissions());
        } catch (IOException | UnsupportedOperationException e) {
            return path + " cannot be examined: " + e.getMessage();
        }
    }

    private static String uid() {
        try {
            return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "unknown";
        }
    }
}
