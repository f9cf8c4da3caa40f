import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that no compression makes smaller and that were in no content before. */
final class Content {

    private static final int BLOCK_BYTES = 1 << 20;
    private static final byte[] RANDOM = random();
    private static final AtomicLong NEXT = new AtomicLong(System.nanoTime());

    private final long number = NEXT.incrementAndGet();
    private final long size;
    private final String digest;

    private Content(long size) throws IOException {
        this.size = size;
        MessageDigest hash = sha256();
        each(hash::update);
        this.digest = "sha256:" + HexFormat.of().formatHex(hash.digest());
    }

    static Content ofBytes(long size) throws IOException {
        return new Content(size);
    }

    /** Few bytes, others for each number. */
    static byte[] bytes(int size, long number) {
        byte[] bytes = Arrays.copyOf(RANDOM, size);
        ByteBuffer.wrap(bytes).putLong(number);
        return bytes;
    }

    /** Many bytes, others for each number. */
    static byte[] large(int size, long number) {
        byte[] bytes = new byte[size];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    static String digest(byte[] bytes) {
        return "sha256:" + HexFormat.of().formatHex(sha256().digest(bytes));
    }

    long size() {
        return size;
    }

    String digest() {
        return digest;
    }

    void writeTo(OutputStream out) throws IOException {
        each(out::write);
    }

    /** Takes bytes of an array. */
    @FunctionalInterface
    private interface Sink {
        void take(byte[] bytes, int from, int count) throws IOException;
    }

    private void each(Sink sink) throws IOException {
        byte[] block = RANDOM.clone();
        for (long from = 0; from < size; from += BLOCK_BYTES) {
            ByteBuffer.wrap(block).putLong(number).putLong(from);
            sink.take(block, 0, (int) Math.min(BLOCK_BYTES, size - from));
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[BLOCK_BYTES];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
