package io.staithe.blobstore.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The two calls that make writes survive a power cut. A seam, since only the order of these calls shows a missing one: a
 * file system's journal may hide it.
 */
interface Durability {

    /** Asks the kernel for exactly that. */
    Durability KERNEL = new Durability() {
        @Override
        public void syncFile(Path file, FileChannel channel) throws IOException {
            channel.force(true);
        }

        @Override
        public void syncFolder(Path folder) throws IOException {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    };

    /** The bytes and the length of the file are durable when this returns. */
    void syncFile(Path file, FileChannel channel) throws IOException;

    /** The names in the folder are durable when this returns. */
    void syncFolder(Path folder) throws IOException;
}
