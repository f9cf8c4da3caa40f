package io.staithe.blobstore.s3;

import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where an unfinished write stands: nowhere, in an object, or in the parts of a multipart upload; and what was too short
 * for a part.
 *
 * @param object holds the first bytes; null if none does
 * @param multipart holds the first bytes; null if none does
 * @param tail the bytes that follow
 * @param superfluous keys of objects whose bytes lie elsewhere too by now
 */
record S3WriteState(
        @Nullable StoredObject object, @Nullable Multipart multipart, byte[] tail, List<String> superfluous) {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final S3WriteState NOTHING = new S3WriteState(null, null, new byte[0], List.of());

    /** @param size in bytes */
    record StoredObject(String key, long size) {}

    /** A multipart upload whose parts are numbered from 1 without a gap. */
    record Multipart(String key, String uploadId, List<Part> parts) {}

    /**
     * A part as the store has it.
     *
     * @param size in bytes
     * @param etag by which the store knows that it still has these bytes and not those of another writer
     * @param checksum null if none was sent
     */
    record Part(
            int number, long size, String etag, @Nullable String checksum) {}

    /** Of a write that has not begun. */
    static S3WriteState nothing() {
        return NOTHING;
    }

    static S3WriteState of(@Nullable WriteState state) {
        return state == null || state.token().isEmpty() ? NOTHING : MAPPER.readValue(state.token(), S3WriteState.class);
    }

    WriteState toWriteState() {
        return new WriteState(size(), size() == 0 ? "" : MAPPER.writeValueAsString(this));
    }

    /** In bytes. */
    long size() {
        long stored = object == null ? 0 : object.size();
        if (multipart != null) {
            stored += multipart.parts().stream().mapToLong(Part::size).sum();
        }
        return stored + tail.length;
    }

    List<StorageKey> superfluousKeys() {
        return superfluous.stream().map(StorageKey::new).toList();
    }
}
