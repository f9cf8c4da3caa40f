package io.staithe.blob;

import java.io.InputStream;
import java.util.Optional;

/**
 * The bytes of one upload request.
 *
 * @param contentLength bytes that the request announced; -1 if it did not say
 * @param range where the bytes belong; empty to append
 */
public record UploadBody(InputStream stream, long contentLength, Optional<ContentRange> range) {

    /**
     * Positions in the blob, both inclusive, as in the upload's {@code Content-Range} header.
     *
     * @param start at most {@code end}
     */
    public record ContentRange(long start, long end) {
        public long length() {
            return end - start + 1;
        }
    }
}
