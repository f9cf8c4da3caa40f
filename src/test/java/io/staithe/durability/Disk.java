package io.staithe.durability;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** A file system of its own that {@code src/e2e/durability/run} has mounted for a test to break. */
record Disk(Path folder) {

    private static final String SCRIPT = "src/e2e/durability/disk";

    /** The one that {@code -Ddurability.disk} names. */
    static Disk ofThisRun() {
        String folder = System.getProperty("durability.disk");
        return new Disk(
                Path.of(Objects.requireNonNull(folder, "run src/e2e/durability/run, which sets durability.disk")));
    }

    /** What was not synchronised is lost from now on, and nothing more is written. */
    void cutPower() throws IOException, InterruptedException {
        run("cut");
    }

    /** Nobody may use it. */
    void mountAgain() throws IOException, InterruptedException {
        run("mount-again");
    }

    void makeReadOnly() throws IOException, InterruptedException {
        run("read-only");
    }

    void makeWritable() throws IOException, InterruptedException {
        run("writable");
    }

    private void run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(SCRIPT, command, folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(command + " " + folder + ": " + output);
        }
    }
}
