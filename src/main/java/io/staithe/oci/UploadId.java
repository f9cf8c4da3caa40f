package io.staithe.oci;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Names an upload session in its location: 32 hexadecimal digits that cannot be guessed. */
public record UploadId(String value) {

    private static final int BYTES = 16;

    /**
     * An id that was never used.
     *
     * @param random must not be predictable: who knows the id can write to the upload
     */
    public static UploadId random(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new UploadId(HexFormat.of().formatHex(bytes));
    }

    /** Empty if no session can have this id. */
    public static Optional<UploadId> parse(String text) {
        boolean hex = text.length() == 2 * BYTES && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
        return hex ? Optional.of(new UploadId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
