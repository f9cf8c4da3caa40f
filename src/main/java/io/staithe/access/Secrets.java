package io.staithe.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.oci.Algorithm;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Makes secrets that nobody can guess, and the digests that they are kept as. */
final class Secrets {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private Secrets() {}

    /** Text of letters and digits; 43 of them have 256 bits of randomness. */
    static String random(RandomGenerator random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** In hexadecimal; enough for a secret that is random, too little for a password. */
    static String sha256(String text) {
        return HexFormat.of().formatHex(Algorithm.SHA256.newMessageDigest().digest(text.getBytes(UTF_8)));
    }
}
