package io.staithe.blob;

import io.staithe.blob.UploadBody.ContentRange;
import io.staithe.blobstore.BlobWriter;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Moves a request body to a writer and a hasher in one pass. Gathers what the socket gives, a few kilobytes at a time,
 * since writing each piece by itself costs more than all the rest.
 */
final class BodyTransfer {

    private static final Duration MOST_GATHERING = Duration.ofSeconds(10);

    private final UploadBuffers buffers;

    BodyTransfer(UploadBuffers buffers) {
        this.buffers = buffers;
    }

    /**
     * @param session told that it is alive, again and again
     * @throws BodyCutException if the client fails; what came before is in the writer and the hasher
     * @throws IOException if the store fails
     * @throws RegistryException {@code SIZE_INVALID} if the body is not as long as its range, or what the allowance throws
     */
    void run(
            UploadBody body,
            Allowance allowance,
            BlobWriter writer,
            Optional<ContentHasher> hasher,
            SessionKeepAlive session)
            throws IOException {
        writer.expect(body.contentLength());
        try (UploadBuffers.Buffer buffer = buffers.take(body.contentLength())) {
            run(body, allowance, writer, hasher, session, buffer.bytes());
        }
    }

    private static void run(
            UploadBody body,
            Allowance allowance,
            BlobWriter writer,
            Optional<ContentHasher> hasher,
            SessionKeepAlive session,
            byte[] buffer)
            throws IOException {
        long total = 0;
        boolean more = true;
        while (more) {
            Gathered gathered = gather(body.stream(), buffer);
            total += gathered.count();
            checkNotLonger(body, total);
            allowance.require(total);
            hasher.ifPresent(h -> h.update(buffer, gathered.count()));
            writer.write(ByteBuffer.wrap(buffer, 0, gathered.count()));
            if (gathered.cut().isPresent()) {
                throw new BodyCutException(gathered.cut().get());
            }
            session.stillAlive();
            more = !gathered.end();
        }
        checkNotShorter(body, total);
    }

    /**
     * Reads what nobody needs, so that the client, which sends first and listens then, hears the answer.
     *
     * @throws BodyCutException if the client fails
     */
    static void skip(UploadBody body) throws BodyCutException {
        try {
            body.stream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new BodyCutException(e);
        }
    }

    /** Bytes at the front of the buffer, and whether the body ended or was cut after them. */
    private record Gathered(int count, boolean end, Optional<IOException> cut) {}

    /** Ends early if the bytes come slowly, so that the writer notices. */
    private static Gathered gather(InputStream stream, byte[] buffer) {
        int count = 0;
        long began = System.nanoTime();
        try {
            while (count < buffer.length && (count == 0 || System.nanoTime() - began < MOST_GATHERING.toNanos())) {
                int read = stream.read(buffer, count, buffer.length - count);
                if (read < 0) {
                    return new Gathered(count, true, Optional.empty());
                }
                count += read;
            }
            return new Gathered(count, false, Optional.empty());
        } catch (IOException e) {
            return new Gathered(count, true, Optional.of(e));
        }
    }

    private static void checkNotLonger(UploadBody body, long total) {
        if (body.range().isPresent() && total > body.range().get().length()) {
            throw wrongLength(body.range().get(), "more");
        }
    }

    private static void checkNotShorter(UploadBody body, long total) {
        if (body.range().isPresent() && total < body.range().get().length()) {
            throw wrongLength(body.range().get(), "fewer");
        }
    }

    private static RegistryException wrongLength(ContentRange range, String difference) {
        return new RegistryException(
                ErrorCode.SIZE_INVALID,
                "Content-Range %d-%d announces %d bytes but the body has %s"
                        .formatted(range.start(), range.end(), range.length(), difference));
    }
}
