package io.staithe.blobstore.s3;

import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.s3.S3WriteState.Multipart;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** What all writers of a store share. Thread-safe. */
record S3Writing(
        S3Bucket bucket,
        MultipartUploads uploads,
        BufferMemory memory,
        PartSizes sizes,
        int partsAtOnce,
        long slowBytesPerSecond,
        RandomGenerator random) {

    private static final int NAME_BYTES = 8;

    /** What stands between the key of an upload and what tells the objects of its writers apart. */
    static final String SEPARATOR = ".";

    StorageKey newName(StorageKey upload) {
        byte[] bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        return new StorageKey(upload.value() + SEPARATOR + HexFormat.of().formatHex(bytes));
    }

    PartSending begin(StorageKey upload) throws IOException {
        StorageKey key = newName(upload);
        return sending(new Multipart(key.value(), uploads.begin(key), List.of()));
    }

    PartSending sending(Multipart multipart) {
        return new PartSending(uploads, memory, partsAtOnce, multipart);
    }

    ArrivalRate newRate() {
        return new ArrivalRate(slowBytesPerSecond, System::nanoTime);
    }
}
