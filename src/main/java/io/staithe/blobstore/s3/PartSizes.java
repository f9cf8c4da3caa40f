package io.staithe.blobstore.s3;

import io.staithe.blobstore.BlobTooLargeException;

/**
 * How large the parts of one object are. They double every thousand parts, until one part would need too much memory.
 *
 * @param first bytes of the first parts
 * @param most bytes of any part
 */
record PartSizes(long first, long most) {

    /** Bytes that every part but the last must have. */
    static final long LEAST = 5 << 20;

    /** Bytes that S3 takes as one part. */
    static final long LARGEST = 5L << 30;

    private static final int MOST_PARTS = 10_000;
    private static final int PARTS_OF_ONE_SIZE = 1000;

    /**
     * @param first bytes of the first parts
     * @param memory bytes of all uploads, half of which one may take for a part and what is kept back
     */
    static PartSizes within(long first, long memory) {
        long most = Math.min(LARGEST, memory / 2 - LEAST) / PartBuffer.PIECE_BYTES * PartBuffer.PIECE_BYTES;
        return new PartSizes(first, Math.max(first, most));
    }

    /**
     * Bytes of a part.
     *
     * @param number from 1
     */
    long of(int number) throws BlobTooLargeException {
        if (number > MOST_PARTS) {
            throw new BlobTooLargeException("S3 takes " + MOST_PARTS + " parts, which are full: a larger"
                    + " staithe.storage.s3.buffer-memory allows larger parts");
        }
        int doublings = Math.min((number - 1) / PARTS_OF_ONE_SIZE, Long.numberOfLeadingZeros(first) - 1);
        return Math.min(first << doublings, most);
    }
}
