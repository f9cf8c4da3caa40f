import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * zot's own benchmark, all that needs no second registry. It drops the query of an upload's {@code Location}, so it gets
 * nowhere with registries that need one: CNCF Distribution and olareg answer its first push 400 or 404. Its rates count the time
 * in which it pushes what it is going to pull, its percentiles do not.
 *
 * @param requests how many of each
 */
record ZbProbe(Path program, Path folder, int requests) implements Probe {

    private static final int CLIENTS = 4;
    private static final int MOST_ROUNDS = 3;
    private static final long LONGEST_MINUTES = 10;
    private static final Map<String, Double> MILLIS = Map.of("µs", 0.001, "s", 1000.0);
    private static final Pattern TEST = Pattern.compile(
            "Test name:\\s+(.+?)\\s*\\n.*?Requests per second:\\s+([0-9.]+).*?Failed requests:\\s+(\\d+)"
                    + ".*?\\np50: ([0-9.]+)(µs|ms|s)\\n",
            Pattern.DOTALL);

    @Override
    public String name() {
        return "zb";
    }

    @Override
    public String title() {
        return "zb, zot's benchmark, " + CLIENTS + " clients, " + requests + " requests each";
    }

    /** It writes gigabytes, so fewer than usual. */
    @Override
    public int rounds(int usual) {
        return Math.min(usual, MOST_ROUNDS);
    }

    /** With less, a class that is loaded or a disk that is still busy with another server's bytes would decide. */
    @Override
    public void prepare(Server server) throws IOException, InterruptedException {
        if (server.contender().registry()) {
            run(server);
        }
    }

    @Override
    public Map<Reading, Double> run(Server server) throws IOException, InterruptedException {
        if (!server.contender().registry()) {
            return Map.of();
        }
        Machine.writeOut();
        Path data = Files.createDirectories(folder.resolve("zb"));
        Path log = folder.resolve("zb.log");
        Process process = new ProcessBuilder(List.of(
                        program.toString(),
                        "http://127.0.0.1:" + server.port(),
                        "--concurrency=" + CLIENTS,
                        "--requests=" + requests,
                        "--working-dir=" + data))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        String output = Files.readString(log);
        Map<Reading, Double> values = new LinkedHashMap<>();
        Matcher test = TEST.matcher(output);
        while (test.find()) {
            String work = "zb: " + test.group(1);
            boolean whole = test.group(3).equals("0");
            values.put(new Reading(work, "requests/s", false), whole ? Double.parseDouble(test.group(2)) : 0);
            if (whole) {
                double millis = Double.parseDouble(test.group(4)) * MILLIS.getOrDefault(test.group(5), 1.0);
                values.put(new Reading(work, "ms, 50 of 100", true), millis);
            }
        }
        if (process.exitValue() != 0 || values.isEmpty()) {
            System.out.println("  " + server.name() + " does not get through zb: "
                    + output.strip().lines().reduce((a, b) -> b).orElse(""));
        }
        return values;
    }
}
