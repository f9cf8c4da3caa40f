package io.staithe.durability;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import java.util.Random;
import java.util.SplittableRandom;

/** What one blob holds. */
record Content(byte[] bytes, Digest digest) {

    /** The same bytes for the same seed and size. */
    static Content of(long seed, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return new Content(bytes, Digest.of(Algorithm.SHA256, bytes));
    }

    /** Most layers are small, a few are most of the bytes. */
    static int realisticSize(Random random) {
        int permille = random.nextInt(1000);
        if (permille < 40) {
            return 0;
        }
        if (permille < 750) {
            return 1 + random.nextInt(8 << 10);
        }
        if (permille < 950) {
            return random.nextInt(256 << 10);
        }
        if (permille < 990) {
            return random.nextInt(4 << 20);
        }
        return permille < 999 ? random.nextInt(24 << 20) : 64 << 20;
    }
}
