package io.staithe.blobstore;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

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
    non-sealed interface Remote extends BlobContent {

        /**
         * A link by which a client reads the bytes from the other machine itself, for a while.
         *
         * @param answer what the other machine is to say about the bytes
         * @return empty if clients are not to be sent there
         */
        Optional<URI> link(Headers answer) throws IOException;

        /** Headers of the answer to a link. */
        record Headers(String mediaType, String cacheControl) {}
    }
}
