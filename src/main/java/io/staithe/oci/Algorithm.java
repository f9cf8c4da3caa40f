package io.staithe.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** A digest algorithm that content can be verified with here. */
public enum Algorithm {
    SHA256("sha256", "SHA-256", 64),
    SHA512("sha512", "SHA-512", 128);

    private final String prefix;
    private final String javaName;
    private final int encodedLength;

    Algorithm(String prefix, String javaName, int encodedLength) {
        this.prefix = prefix;
        this.javaName = javaName;
        this.encodedLength = encodedLength;
    }

    /** The name before the colon of a digest. */
    public String prefix() {
        return prefix;
    }

    int encodedLength() {
        return encodedLength;
    }

    static Optional<Algorithm> of(String prefix) {
        for (Algorithm algorithm : values()) {
            if (algorithm.prefix.equals(prefix)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** @throws RegistryException {@code DIGEST_INVALID} if the algorithm cannot be verified here */
    public static Algorithm parse(String prefix) {
        return of(prefix)
                .orElseThrow(() -> new RegistryException(
                        ErrorCode.DIGEST_INVALID,
                        "the digest algorithm '" + Quoted.shortened(prefix)
                                + "' is not supported: use sha256 or sha512"));
    }

    public MessageDigest newMessageDigest() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have " + javaName, e);
        }
    }
}
