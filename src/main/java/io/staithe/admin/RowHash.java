package io.staithe.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The hash of rows in their order, the same for the same values in either database. */
final class RowHash {

    private final MessageDigest digest;
    private long rows;

    RowHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void add(@Nullable Object[] row) {
        for (Object value : row) {
            add(value);
        }
        rows++;
    }

    private void add(@Nullable Object value) {
        switch (value) {
            case null -> digest.update((byte) 0);
            case byte[] bytes -> add(1, bytes);
            case Boolean bool -> add(2, bool ? "1" : "0");
            case Number number -> add(2, Long.toString(number.longValue()));
            default -> add(3, value.toString());
        }
    }

    private void add(int kind, String text) {
        add(kind, text.getBytes(UTF_8));
    }

    private void add(int kind, byte[] bytes) {
        digest.update((byte) kind);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    long rows() {
        return rows;
    }

    /** Ends the hash. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
