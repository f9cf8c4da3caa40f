package io.staithe.oci;

import io.staithe.testing.Images;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a push of a manifest pays for reading it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ManifestBenchmark {

    @Param({"6", "100"})
    private int layers;

    private byte[] content = {};

    @Setup
    public void prepare() {
        byte[][] contents = new byte[layers][];
        for (int layer = 0; layer < layers; layer++) {
            contents[layer] = new byte[] {(byte) layer};
        }
        content = Images.manifest(new byte[] {'{', '}'}, contents);
    }

    @Benchmark
    public Object parse() {
        return ManifestParser.parse(content, Images.MANIFEST);
    }
}
