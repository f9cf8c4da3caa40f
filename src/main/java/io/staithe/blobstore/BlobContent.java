package io.staithe.blobstore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Committed bytes, in the form that reaches a socket with the least work. */
public sealed interface BlobContent {

    /** In bytes. */
    long size();

    /**
     * Reads a part of the content.
     *
     * @param offset of the first byte, from 0
     * @param length bytes to read; the part must lie within the content
     */
    InputStream read(long offset, long length) throws IOException;

    /** A file of this machine, which the kernel can send by itself. */
    record LocalFile(Path path, long size) implements BlobContent {
        @Override
        public InputStream read(long offset, long length) throws IOException {
            return FileRange.open(path, offset, length);
        }
    }

    /** Bytes on another machine. */
    non-sealed interface Remote extends BlobContent {}
}
