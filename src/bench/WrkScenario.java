import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many small requests by wrk, 16 connections.
 *
 * @param path what is asked for
 */
record WrkScenario(String name, String title, String path, Load load) implements Scenario {

    private static final Pattern TOTAL = Pattern.compile("(\\d+) requests in");
    private static final Pattern FAILED = Pattern.compile("Non-2xx.*|Socket errors.*");

    /** What it takes; {@code seconds} is the length of one run. */
    record Load(Path wrk, Path folder, WarmUp warmUp, int seconds) {}

    @Override
    public Unit unit() {
        return Unit.REQUESTS;
    }

    @Override
    public boolean suits(Contender contender) {
        return true;
    }

    @Override
    public Sample run(Server server, boolean warmUp) throws IOException, InterruptedException {
        return warmUp ? load.warmUp().run(server, this::once) : once(server);
    }

    private Sample once(Server server) throws IOException, InterruptedException {
        return Sample.of(server, () -> requests(server, load.seconds()) / 1000);
    }

    private double requests(Server server, int seconds) throws IOException, InterruptedException {
        String authorization = server.authorization();
        Path script = Files.writeString(load.folder().resolve("wrk.lua"), """
                wrk.headers["Accept"] = "%s"
                %s
                """.formatted(
                        Image.MEDIA_TYPE,
                        authorization.isEmpty() ? "" : "wrk.headers[\"Authorization\"] = \"" + authorization + "\""));
        Process wrk = new ProcessBuilder(List.of(
                        load.wrk().toString(),
                        "--threads=1",
                        "--connections=16",
                        "--duration=" + seconds + "s",
                        "--timeout=10s",
                        "--script=" + script,
                        "http://127.0.0.1:" + server.port() + path))
                .redirectErrorStream(true)
                .start();
        String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher total = TOTAL.matcher(output);
        if (wrk.waitFor() != 0 || FAILED.matcher(output).find() || !total.find()) {
            throw new IOException(server.name() + ": " + output);
        }
        return Double.parseDouble(total.group(1));
    }
}
