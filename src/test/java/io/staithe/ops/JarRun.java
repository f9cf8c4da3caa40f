package io.staithe.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** One run of the built jar in a process of its own, on free ports unless it is told others. */
final class JarRun implements AutoCloseable {

    private static final Pattern SERVES = Pattern.compile(" and serves (http://[0-9.]+:[0-9]+)");
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final Process process;
    private final Path output;

    private JarRun(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param settings as {@code name=value}; later ones win */
    static JarRun start(Path folder, String... settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("staithe.jar")));
        List<String> all = new ArrayList<>(List.of("server.port=0", "management.server.port=0"));
        all.addAll(List.of(settings));
        try {
            Files.write(folder.resolve("application.properties"), all);
            Path output = Files.createTempFile(folder, "run", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            return new JarRun(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitOutput(String text) {
        Awaitility.await().atMost(LONGEST).until(() -> output().contains(text) || !process.isAlive());
        if (!output().contains(text)) {
            throw new AssertionError("the process ended without saying '" + text + "':\n" + output());
        }
    }

    /** Waits until it serves. @return scheme, host and port */
    String address() {
        awaitOutput(" and serves ");
        Matcher address = SERVES.matcher(output());
        if (!address.find()) {
            throw new AssertionError("no address in " + output());
        }
        return address.group(1);
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the process did not end:\n" + output());
        }
        return process.exitValue();
    }

    /** Ends it as an operator does, so that nothing is left in the database's log. */
    void stop() throws InterruptedException {
        process.destroy();
        awaitExit();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
