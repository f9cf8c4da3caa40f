package io.staithe.blobstore.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the calls down, each with its path and, of a file, the bytes that it had. */
final class RecordingDurability implements Durability {

    private final Path base;
    private final List<String> calls = new ArrayList<>();
    private @Nullable IOException failure;

    RecordingDurability(Path base) {
        this.base = base;
    }

    @Override
    public void syncFile(Path file, FileChannel channel) throws IOException {
        calls.add("file " + name(file) + " " + channel.size());
        failOnce();
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        calls.add("folder " + name(folder));
        failOnce();
    }

    private String name(Path path) {
        String name = base.relativize(path).toString();
        return name.isEmpty() ? "." : name;
    }

    private void failOnce() throws IOException {
        IOException thrown = failure;
        failure = null;
        if (thrown != null) {
            throw thrown;
        }
    }

    /** The next call fails. */
    void failWith(IOException next) {
        failure = next;
    }

    /** The calls since the last time. */
    List<String> take() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }
}
