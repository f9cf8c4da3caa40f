package io.staithe.oci;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The digest of a manifest or a piece of a blob, and digests as rows have them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DigestBenchmark {

    private final byte[] manifest = new byte[2 << 10];
    private final byte[] piece = new byte[256 << 10];
    private final String text;
    private final Digest digest;

    public DigestBenchmark() {
        new Random(1).nextBytes(manifest);
        new Random(2).nextBytes(piece);
        digest = Digest.of(Algorithm.SHA256, manifest);
        text = digest.toString();
    }

    @Benchmark
    public Object of2KiB() {
        return Digest.of(Algorithm.SHA256, manifest);
    }

    @Benchmark
    public Object of256KiB() {
        return Digest.of(Algorithm.SHA256, piece);
    }

    @Benchmark
    public Object parse() {
        return Digest.parse(text);
    }

    @Benchmark
    public Object print() {
        return digest.toString();
    }
}
