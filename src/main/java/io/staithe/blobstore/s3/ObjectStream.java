package io.staithe.blobstore.s3;

import io.staithe.blobstore.BytesLostException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A part of an object. A connection that breaks is opened again where it broke, as long
 * as it goes on: one that a slow reader keeps for hours may break often. Closing it early ends the connection
 * rather than reading what nobody wants.
 */
final class ObjectStream extends InputStream {

    private static final int MOST_BREAKS = 3;

    private final S3Client client;
    private final String bucket;
    private final String name;
    private final long size;
    private long offset;
    private long remaining;
    private int breaks;
    private ResponseInputStream<GetObjectResponse> stream;

    /**
     * Opens a part.
     *
     * @param size of the whole object, in bytes
     * @param length bytes of the part, at least 1
     */
    ObjectStream(S3Client client, String bucket, String name, long size, long offset, long length) throws IOException {
        this.client = client;
        this.bucket = bucket;
        this.name = name;
        this.size = size;
        this.offset = offset;
        this.remaining = length;
        this.stream = open(client, bucket, name, size, offset, length);
    }

    private static ResponseInputStream<GetObjectResponse> open(
            S3Client client, String bucket, String name, long size, long offset, long length) throws IOException {
        String range = "bytes=" + offset + "-" + (offset + length - 1);
        ResponseInputStream<GetObjectResponse> stream = S3Failure.translated(
                "GetObject of " + name,
                () -> client.getObject(
                        request -> request.bucket(bucket).key(name).range(range)));
        String found = String.valueOf(stream.response().contentRange());
        if (!found.endsWith("/" + size) || stream.response().contentLength() != length) {
            stream.abort();
            throw new BytesLostException(name + " has not " + size + " bytes: " + range + " was answered " + found);
        }
        return stream;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        if (remaining == 0) {
            return -1;
        }
        while (true) {
            try {
                int count = stream.read(target, start, length);
                if (count < 0) {
                    throw new EOFException(remaining + " bytes are missing at the end of " + name);
                }
                offset += count;
                remaining -= count;
                breaks = 0;
                return count;
            } catch (IOException | AbortedException e) {
                reopen(e);
            }
        }
    }

    private void reopen(Exception failure) throws IOException {
        stream.abort();
        breaks++;
        if (breaks > MOST_BREAKS || Thread.currentThread().isInterrupted()) {
            throw new IOException(
                    "GetObject of " + name + " broke " + breaks + " times at byte " + offset + ": " + failure, failure);
        }
        stream = open(client, bucket, name, size, offset, remaining);
    }

    @Override
    public void close() throws IOException {
        if (remaining > 0) {
            stream.abort();
        } else {
            stream.close();
        }
    }
}
