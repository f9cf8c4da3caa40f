import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Makes an AOT cache for a build of Staithe, as the container image has one. */
final class Training {

    private static final int PULLS = 200;

    private Training() {}

    /** What is known where the command line of a server is put together. */
    @FunctionalInterface
    interface Command {
        List<String> of(List<String> program, Path folder, int port);
    }

    /** The options of Java that start the jar with its cache, which is made the first time. */
    static List<String> options(Path jar, Path folder, Command command) throws IOException, InterruptedException {
        Path application = folder.resolve("application");
        Path cache = folder.resolve("staithe.aot");
        List<String> program =
                List.of("-jar", application.resolve(jar.getFileName()).toString());
        if (!Files.exists(cache)) {
            extract(jar, application);
            record(cache, folder.resolve("training"), options -> with(options, program), command);
        }
        return with(List.of("-XX:AOTCache=" + cache), program);
    }

    /** A cache is only good for the same files in the same places. */
    private static void extract(Path jar, Path application) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--destination",
                        application.toString())
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(jar + " could not be extracted");
        }
    }

    private static void record(Path cache, Path folder, UnaryOperator<List<String>> program, Command command)
            throws IOException, InterruptedException {
        Contender trainee = new Contender(
                "training",
                "",
                "",
                true,
                false,
                Map.of(
                        Variant.OPEN,
                        (own, port) -> command.of(program.apply(List.of("-XX:AOTCacheOutput=" + cache)), own, port)));
        try (Server server = Server.start(trainee, Variant.OPEN, folder)) {
            new Image().give(server);
            try (Connection connection = server.connect()) {
                for (int i = 0; i < PULLS; i++) {
                    connection.send("GET", Image.manifest(Image.TAG)).require(200);
                }
            }
        }
        if (!Files.exists(cache)) {
            throw new IOException("no cache was made:\n" + Files.readString(folder.resolve("log")));
        }
    }

    private static List<String> with(List<String> options, List<String> program) {
        return Stream.concat(options.stream(), program.stream()).toList();
    }
}
