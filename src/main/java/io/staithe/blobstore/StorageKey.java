package io.staithe.blobstore;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Where bytes lie in a blob store: a relative path of one or more segments joined by {@code /}. New keys are random and
 * carry their own shard folder; a key may also name an object that another registry wrote.
 */
public record StorageKey(String value) {

    private static final int RANDOM_BYTES = 16;
    private static final int SHARD_DIGITS = 2;

    public StorageKey {
        if (!isKey(value)) {
            throw new IllegalArgumentException("not a storage key: '" + value + "'");
        }
    }

    /** A key that was never used before. */
    public static StorageKey random(RandomGenerator random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String hex = HexFormat.of().formatHex(bytes);
        return new StorageKey(hex.substring(0, SHARD_DIGITS) + "/" + hex);
    }

    /** Whether the text can be a key: it never leads out of the store. */
    public static boolean isKey(String value) {
        if (value.isEmpty() || value.length() > 512) {
            return false;
        }
        for (String segment : value.split("/", -1)) {
            if (segment.isEmpty()
                    || segment.charAt(0) == '.'
                    || !segment.chars().allMatch(StorageKey::isSafe)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSafe(int c) {
        return (c < 128 && Character.isLetterOrDigit(c)) || c == '_' || c == '-' || c == '.';
    }

    @Override
    public String toString() {
        return value;
    }
}
