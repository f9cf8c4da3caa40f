package io.staithe.testing;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Names and contents that no other test uses. */
public final class Samples {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private Samples() {}

    public static String repository() {
        return "sample/r" + COUNT.incrementAndGet();
    }

    /** Bytes that are the same in each run. */
    public static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(COUNT.incrementAndGet()).nextBytes(bytes);
        return bytes;
    }
}
