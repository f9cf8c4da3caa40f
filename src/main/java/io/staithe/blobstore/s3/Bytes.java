package io.staithe.blobstore.s3;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Bytes in memory, in pieces of which only the last may be filled in part. They can be read many times.
 *
 * @param size in bytes
 */
record Bytes(List<byte[]> pieces, long size) {

    /** A run of bytes within an array, from its beginning. */
    private record Run(byte[] array, int length) {}

    InputStream stream() {
        List<ByteArrayInputStream> streams = runs().stream()
                .map(run -> new ByteArrayInputStream(run.array(), 0, run.length()))
                .toList();
        return new SequenceInputStream(Collections.enumeration(streams));
    }

    void forEach(Consumer<ByteBuffer> use) {
        runs().forEach(run -> use.accept(ByteBuffer.wrap(run.array(), 0, run.length())));
    }

    private List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        long rest = size;
        for (byte[] piece : pieces) {
            int length = (int) Math.min(rest, piece.length);
            runs.add(new Run(piece, length));
            rest -= length;
        }
        return runs;
    }
}
