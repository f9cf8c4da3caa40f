package io.staithe.blobstore;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The identity of a store, in a file or object of its own beside the blobs: what tells it from a store of another
 * registry, and from a folder that nobody mounted. It is no blob: {@link BlobStore#forEach} does not visit it. Thread-safe.
 */
public interface StoreMark {

    /** Of the file or object. An operator has to find it, and what copies everything has to copy it: so no leading dot. */
    String NAME = "staithe-store";

    /** @return empty if the store can be read and has none */
    Optional<String> read() throws IOException;

    /** Durable when it returns. Two nodes may write the same at once. */
    void write(String identity) throws IOException;

    /** Where it lies, as an operator would look for it. */
    String place();

    /** What names the store in the configuration. */
    Setting setting();

    /** A property and its value. */
    record Setting(String property, String value) {}

    /** For how long what was read holds without being read again: less where stores come and go while a process runs. */
    Duration trust();

    /** The content of a mark, if it says anything. */
    static Optional<String> identity(String content) {
        return Optional.of(content.strip()).filter(text -> !text.isEmpty());
    }
}
