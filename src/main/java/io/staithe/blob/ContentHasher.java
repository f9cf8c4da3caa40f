package io.staithe.blob;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import java.security.MessageDigest;

/** The digest of the bytes so far. Used by one thread at a time. */
final class ContentHasher {

    private final Algorithm algorithm;
    private final MessageDigest hash;
    private long size;

    ContentHasher(Algorithm algorithm) {
        this.algorithm = algorithm;
        this.hash = algorithm.newMessageDigest();
    }

    Algorithm algorithm() {
        return algorithm;
    }

    /** Bytes hashed so far. */
    long size() {
        return size;
    }

    void update(byte[] bytes, int length) {
        hash.update(bytes, 0, length);
        size += length;
    }

    /** The digest so far; more bytes may follow. */
    Digest digest() {
        try {
            MessageDigest copy = (MessageDigest) hash.clone();
            return Digest.ofHash(algorithm, copy.digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's " + algorithm + " cannot be cloned", e);
        }
    }
}
