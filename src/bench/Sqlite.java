import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** SQLite's shell, for a database that no server has open. */
record Sqlite(Path program) {

    /** Runs statements in one transaction. */
    void run(Path database, String statements) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), "-bail", database.toString())
                .redirectErrorStream(true)
                .start();
        process.outputWriter()
                .append("BEGIN;\n")
                .append(statements)
                .append("COMMIT;\n")
                .close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 || !output.isBlank()) {
            throw new IOException("sqlite3: " + output);
        }
    }
}
