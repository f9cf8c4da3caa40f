package io.staithe.blobstore.filesystem;

import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The file that an unfinished write lies in.
 *
 * @param superfluous files that earlier nodes wrote and whose bytes are in this one too
 */
record FileState(StorageKey file, List<StorageKey> superfluous) {

    private static final String SEPARATOR = " ";

    /** @param key of the upload */
    static FileState of(StorageKey key, WriteState state) {
        if (state.token().isEmpty()) {
            return new FileState(key, List.of());
        }
        List<StorageKey> files = Arrays.stream(state.token().split(SEPARATOR, -1))
                .map(StorageKey::new)
                .toList();
        return new FileState(files.getFirst(), files.subList(1, files.size()));
    }

    /** @param size in bytes */
    WriteState toWriteState(long size) {
        return new WriteState(
                size,
                String.join(SEPARATOR, all().stream().map(StorageKey::value).toList()));
    }

    List<StorageKey> all() {
        List<StorageKey> all = new ArrayList<>(List.of(file));
        all.addAll(superfluous);
        return all;
    }
}
