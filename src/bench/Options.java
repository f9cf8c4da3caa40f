import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line.
 *
 * @param jars builds of Staithe by name; the first is compared with all others
 * @param peers programs by name, where they are not on the PATH
 * @param without peers that do not take part
 * @param only scenarios that are run; empty for all
 * @param access whether only what access control costs is measured, on Staithe alone
 * @param javaOptions for Staithe, behind its usual ones
 * @param profile whether Staithe's flight is recorded
 */
record Options(
        Size size,
        int rounds,
        Map<String, Path> jars,
        Map<String, Path> peers,
        List<String> without,
        List<String> only,
        boolean access,
        List<String> javaOptions,
        boolean profile,
        Path output) {

    private static final Path JAR = Path.of("target", "staithe.jar");

    /**
     * How much is done.
     *
     * @param blobBytes of a large blob
     * @param warmUpSeconds of each server's CPU that do not count, in a scenario of many requests; four times as many in the first one
     * @param seconds of many requests in a round
     * @param rounds that count
     */
    enum Size {
        QUICK(256L << 20, 4, 2, 2),
        FULL(1L << 30, 6, 4, 3);

        private final long blobBytes;
        private final int warmUpSeconds;
        private final int seconds;
        private final int rounds;

        Size(long blobBytes, int warmUpSeconds, int seconds, int rounds) {
            this.blobBytes = blobBytes;
            this.warmUpSeconds = warmUpSeconds;
            this.seconds = seconds;
            this.rounds = rounds;
        }

        long blobBytes() {
            return blobBytes;
        }

        int warmUpSeconds() {
            return warmUpSeconds;
        }

        int seconds() {
            return seconds;
        }
    }

    /** @throws IllegalArgumentException with a sentence for whoever typed it */
    static Options parse(String[] arguments) {
        Size size = Size.FULL;
        int rounds = 0;
        Map<String, Path> jars = new LinkedHashMap<>();
        Map<String, Path> peers = new LinkedHashMap<>();
        List<String> without = new ArrayList<>();
        List<String> only = new ArrayList<>();
        List<String> javaOptions = new ArrayList<>();
        boolean access = false;
        boolean profile = false;
        Path output = Path.of("target", "bench");
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.split("=")[0]) {
                case "--quick" -> size = Size.QUICK;
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--jar" -> named(value, jars);
                case "--peer" -> named(value, peers);
                case "--zb" -> peers.put("zb", Path.of(value));
                case "--without" -> without.addAll(List.of(value.split(",")));
                case "--only" -> only.addAll(List.of(value.split(",")));
                case "--access" -> access = true;
                case "--java-option" -> javaOptions.add(value);
                case "--profile" -> profile = true;
                case "--output" -> output = Path.of(value);
                default ->
                    throw new IllegalArgumentException("unknown option " + argument + "; see docs/benchmarks.md");
            }
        }
        if (jars.isEmpty()) {
            jars.put("staithe", JAR);
        }
        return new Options(
                size,
                rounds == 0 ? size.rounds : rounds,
                jars,
                peers,
                without,
                only,
                access,
                javaOptions,
                profile,
                output);
    }

    private static void named(String value, Map<String, Path> into) {
        String[] parts = value.split("=", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException("'" + value + "' is not NAME=PATH");
        }
        into.put(parts[0], Path.of(parts[1]));
    }

    boolean takes(String peer) {
        return !without.contains(peer);
    }

    boolean wants(Scenario scenario) {
        return wants(scenario.name());
    }

    boolean wants(Probe probe) {
        return wants(probe.name());
    }

    private boolean wants(String name) {
        return only.isEmpty() || only.contains(name);
    }
}
