import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures Staithe beside other servers, in one run and in turn: {@code java src/bench/Bench.java}. What it does and how to
 * read it stands in {@code docs/benchmarks.md}.
 */
final class Bench {

    private final Options options;
    private final Contenders.Found found;
    private final Path folder;
    private final Results results = new Results();

    private Bench(Options options, Contenders.Found found, Path folder) {
        this.options = options;
        this.found = found;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = Options.parse(arguments);
        for (Path jar : options.jars().values()) {
            if (!Files.isRegularFile(jar)) {
                System.err.println(jar + " is missing; build it with mvn package");
                System.exit(1);
            }
        }
        Files.createDirectories(options.output());
        Path folder = Files.createTempDirectory(options.output().toAbsolutePath(), "data");
        try {
            new Bench(options, Contenders.find(options), folder).run();
        } finally {
            delete(folder);
        }
    }

    private void run() throws IOException, InterruptedException {
        long began = System.nanoTime();
        found.present()
                .forEach(
                        contender -> System.out.println("takes part: " + contender.name() + " " + contender.version()));
        found.missing().forEach(name -> System.out.println("missing:    " + name));
        Image image = new Image();
        Programs programs = new Programs(options);
        List<Scenario> scenarios = Scenarios.of(options, image, programs, folder);
        if (programs.find("wrk", "wrk").isEmpty()) {
            System.out.println("missing:    wrk, so no rates of requests are measured");
        }
        List<Probe> probes = Scenarios.probes(options, image, programs, folder);
        List<String> clients = options.access() ? List.of() : List.of("crane", "zb", "openssl", "sqlite3");
        for (String client : clients) {
            if (programs.find(client, client).isEmpty()) {
                System.out.println("missing:    " + client + ", so nothing is measured by it");
            }
        }
        measure(scenarios, probes, image);
        report(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
    }

    private void measure(List<Scenario> scenarios, List<Probe> probes, Image image)
            throws IOException, InterruptedException {
        List<Server> servers = new ArrayList<>();
        try {
            for (Contender contender : found.present()) {
                servers.add(Server.start(
                        contender, Variant.OPEN, Files.createDirectories(folder.resolve(contender.name()))));
            }
            TimeUnit.SECONDS.sleep(2);
            Map<Server, Long> idle = resident(servers);
            for (Server server : servers) {
                image.give(server);
            }
            for (Scenario scenario : scenarios) {
                measure(scenario, servers);
            }
            for (Probe probe : probes) {
                measure(probe, servers);
            }
            resident(servers)
                    .forEach((server, after) ->
                            results.add(server.contender(), new Results.Memory(idle.get(server), after)));
        } finally {
            for (Server server : servers) {
                server.close();
            }
        }
    }

    private static Map<Server, Long> resident(List<Server> servers) throws IOException {
        Map<Server, Long> resident = new LinkedHashMap<>();
        for (Server server : servers) {
            resident.put(server, server.usage().resident());
        }
        return resident;
    }

    /** The first round warms up. Each round begins with another server. */
    private void measure(Scenario scenario, List<Server> all) throws IOException, InterruptedException {
        System.out.println(scenario.title());
        List<Server> servers = all.stream()
                .filter(server -> scenario.suits(server.contender()))
                .toList();
        Set<Server> failed = new HashSet<>();
        for (Server server : servers) {
            attempt(server, failed, () -> scenario.prepare(server));
        }
        for (int round = 0; round <= options.rounds(); round++) {
            boolean warmUp = round == 0;
            for (int i = 0; i < servers.size(); i++) {
                Server server = servers.get((i + round) % servers.size());
                attempt(server, failed, () -> add(scenario, server, warmUp));
            }
        }
        for (Server server : servers) {
            scenario.finish(server);
        }
    }

    /** Work that may fail. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** Who cannot do something does nothing more of it, and all else goes on. */
    private static void attempt(Server server, Set<Server> failed, Work work) throws InterruptedException {
        if (failed.contains(server)) {
            return;
        }
        try {
            work.run();
        } catch (IOException e) {
            failed.add(server);
            System.out.println("  failed: " + server.name() + ": " + e.getMessage());
        }
    }

    private void add(Scenario scenario, Server server, boolean warmUp) throws IOException, InterruptedException {
        Sample sample = scenario.run(server, warmUp);
        if (!warmUp) {
            print(scenario, server, sample);
            results.add(scenario, server.contender(), sample);
        }
    }

    private void measure(Probe probe, List<Server> servers) throws IOException, InterruptedException {
        System.out.println(probe.title());
        Set<Server> failed = new HashSet<>();
        for (Server server : servers) {
            attempt(server, failed, () -> probe.prepare(server));
        }
        for (int round = 0; round < probe.rounds(options.rounds()); round++) {
            for (int i = 0; i < servers.size(); i++) {
                Server server = servers.get((i + round) % servers.size());
                attempt(server, failed, () -> add(probe, server));
            }
        }
    }

    private void add(Probe probe, Server server) throws IOException, InterruptedException {
        probe.run(server).forEach((reading, value) -> {
            System.out.printf(
                    "  %-16s %s %s: %s%n", server.name(), reading.work(), reading.figure(), Spread.text(value));
            results.add(reading, server.contender(), value);
        });
    }

    private static void print(Scenario scenario, Server server, Sample sample) {
        System.out.printf(
                "  %-16s CPU s %6.2f + %6.2f, %s s per %s, %s %s%n",
                server.name(),
                sample.user(),
                sample.system(),
                Spread.text(sample.cpu()),
                scenario.unit().name(),
                Spread.text(sample.rate() * scenario.unit().scale()),
                scenario.unit().rate());
    }

    private void report(long seconds) throws IOException {
        String table = Table.of(found.present(), results);
        Map<String, String> machine = Machine.describe();
        Files.writeString(options.output().resolve("results.md"), table);
        Files.writeString(
                options.output().resolve("results.json"), Json.of(found.present(), found.missing(), machine, results));
        Files.writeString(options.output().resolve("results.svg"), Plot.of(found.present(), results));
        System.out.println();
        System.out.println(table);
        found.present().stream()
                .filter(Contender::registry)
                .forEach(contender ->
                        System.out.println("on the disk at a 201, " + contender.name() + ": " + contender.syncs()));
        machine.forEach((key, value) -> System.out.println(key + ": " + value));
        System.out.println(
                "rounds: " + options.rounds() + ", seconds in all: " + seconds + ", written to " + options.output());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
