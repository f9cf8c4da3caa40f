package io.staithe.http;

import io.micrometer.core.instrument.Counter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that a client really sent, also if it did not say how many there would be. */
final class CountedStream extends FilterInputStream {

    private final Counter counter;

    CountedStream(InputStream stream, Counter counter) {
        super(stream);
        this.counter = counter;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        count(Math.max(0, count));
        return count;
    }

    private void count(int bytes) {
        counter.increment(bytes);
    }
}
