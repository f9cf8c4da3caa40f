import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds programs: by {@code --peer NAME=PATH}, on the {@code PATH}, or in the cache of the tools for real clients. */
final class Programs {

    private static final Pattern VERSION = Pattern.compile("v?[0-9]+\\.[0-9]+\\.[0-9]+[\\w.+~-]*");
    private static final String[] SYSTEM = {"/usr/sbin", "/usr/local/sbin", "/sbin"};

    private final Options options;

    Programs(Options options) {
        this.options = options;
    }

    Optional<Path> find(String name, String program) {
        return Optional.ofNullable(options.peers().get(name))
                .or(() -> onPath(program))
                .or(() -> inCache(name, program));
    }

    private static Optional<Path> onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Arrays.stream(path.split(":")), Arrays.stream(SYSTEM))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<Path> inCache(String name, String program) {
        String cache = System.getenv()
                .getOrDefault(
                        "STAITHE_TOOLS",
                        System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache")
                                + "/staithe/tools");
        try (Stream<Path> versions = Files.list(Path.of(cache, name))) {
            return versions.map(folder -> folder.resolve(program))
                    .filter(Files::isExecutable)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What a program says, on either stream. */
    private static String output(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** The first text behind a word of a program's output that looks like a version. */
    static String version(Path program, String option, String behind) throws IOException, InterruptedException {
        String output = output(program.toString(), option);
        Matcher matcher = VERSION.matcher(output);
        return matcher.find(Math.max(0, output.indexOf(behind))) ? matcher.group() : "unknown version";
    }
}
