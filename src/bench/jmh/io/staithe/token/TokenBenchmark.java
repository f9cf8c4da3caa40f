package io.staithe.token;

import io.staithe.access.AccessState;
import io.staithe.access.Directory;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.util.FileSystemUtils;

/** What each request with a token pays for it, and the first one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TokenBenchmark {

    private Path data = Path.of("");
    private GuardedRegistry guarded;
    private TokenVerifier tokens;
    private SigningKeys keys;
    private Directory directory;
    private String token = "";

    @Setup
    public void prepare() throws IOException {
        data = Files.createTempDirectory("staithe");
        guarded = GuardedRegistry.start(data, "staithe.token.lifetime=1h");
        token = guarded.bearer(Credentials.password("bob"), "repository:team/app:pull")
                .substring("Bearer ".length());
        tokens = guarded.registry().bean(TokenVerifier.class);
        keys = guarded.registry().bean(SigningKeys.class);
        directory = guarded.registry().bean(AccessState.class).directory();
    }

    @TearDown
    public void stop() throws IOException {
        guarded.close();
        FileSystemUtils.deleteRecursively(data);
    }

    @Benchmark
    public Object again() {
        return tokens.verify(token, directory);
    }

    @Benchmark
    public Object first() {
        return new TokenVerifier(keys, Clock.systemUTC()).verify(token, directory);
    }
}
